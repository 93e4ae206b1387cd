"""The header by which Suomi.fi knows a call: over the very path that goes over the wire, and the time."""

import base64
import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest

from backend import clock
from backend.suomi_fi.asking import SuomiFi
from backend.suomi_fi.joined import Joined
from backend.suomi_fi.problems import ActingNotChosen
from backend.suomi_fi.rules import signature
from tests.conftest import NOW
from tests.suomi_fi.simulator import API_KEY, CLIENT_ID, OAUTH_PASSWORD, simulated

AT = datetime(2026, 11, 22, 18, 30, 5, 999_999, tzinfo=UTC)
PATH = "/service/hpa/user/register/a1b2c3d4/010180-9026?requestId=r%201"


def test_the_checksum_is_what_openssl_makes_of_path_space_and_time() -> None:
    client, stamp, checksum = signature("a1b2c3d4", "the key", PATH, AT).split(" ")
    assert (client, stamp) == ("a1b2c3d4", "2026-11-22T18:30:05Z")
    theirs = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", "the key", "-binary"],
        input=f"{PATH} {stamp}".encode(),
        capture_output=True,
        check=True,
    )
    assert base64.b64decode(checksum) == theirs.stdout


def test_the_time_is_said_in_utc_wherever_it_was_read() -> None:
    in_finland = AT.astimezone(timezone(timedelta(hours=2)))
    assert signature("c", "k", PATH, in_finland) == signature("c", "k", PATH, AT)


@pytest.mark.parametrize("code", ["010199+9997", "010180-9026", "a/b?c=d&e", "\u00e4 \u00f6", "100%"])
async def test_a_call_is_signed_as_it_goes_over_the_wire(code: str) -> None:
    with simulated(clock.now) as service:
        suomi_fi = SuomiFi(Joined(service.address, CLIENT_ID, API_KEY, OAUTH_PASSWORD, ()))
        registered = await suomi_fi.register(code)
        assert service.sessions[registered.session_id].delegate == code
        assert service.refused == []


@pytest.mark.parametrize(("minutes", "is_taken"), [(0, True), (4, True), (6, False), (-6, False)])
async def test_a_clock_that_is_off_is_refused_there_and_here_is_no_crash(minutes: int, is_taken: bool) -> None:  # noqa: FBT001 - a case
    with simulated(lambda: NOW + timedelta(minutes=minutes)) as service:
        suomi_fi = SuomiFi(Joined(service.address, CLIENT_ID, API_KEY, OAUTH_PASSWORD, ()))
        if is_taken:
            await suomi_fi.register("010180-9026")
        else:
            with pytest.raises(ActingNotChosen):
                await suomi_fi.register("010180-9026")
            assert service.refused == ["wrong time"]


@pytest.mark.parametrize(("key", "client"), [("another key", CLIENT_ID), (API_KEY, "somebody")])
async def test_who_has_another_key_or_name_is_not_known_there(key: str, client: str) -> None:
    with simulated(clock.now) as service:
        with pytest.raises(ActingNotChosen):
            await SuomiFi(Joined(service.address, client, key, OAUTH_PASSWORD, ())).register("010180-9026")
        assert service.refused == ["wrong checksum"]
