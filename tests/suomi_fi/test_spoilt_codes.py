"""A code that Suomi.fi has not given lets nobody act for anybody, whatever is made of it."""

from hypothesis import assume, given
from hypothesis import strategies as st

from backend.demo import cast
from backend.throttle import Throttle
from tests.doors.spoiling import TRIED, spoilt
from tests.doors.test_spoilt import refused
from tests.suomi_fi.conftest import Her, Joined, code_of


@TRIED
@given(data=st.data())
async def test_a_spoilt_code_lets_nobody_act(joined: Joined, kaisa: Her, data: st.DataObject) -> None:
    joined.app.state.throttle = Throttle()
    genuine = await kaisa.chooses(await code_of(cast.HELVI))
    text = data.draw(spoilt(genuine))
    assume(text != genuine)
    before = await kaisa.sees()
    refused(await kaisa.comes_back(text), "acting-not-chosen", "invalid-request")
    assert await kaisa.sees() == before
