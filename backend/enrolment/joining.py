"""A worker takes a phone into use with the code on her office's screen; her session is then bound to that phone."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow_anyone, hash_of
from backend.access.problems import PhoneLost
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.enrolment.problems import EnrolmentCodeNotValid, NotTheSamePerson
from backend.enrolment.rules import read_code
from backend.enrolment.same_person import may_take_over, taking_over, who_is_here
from backend.problems import DeviceOfAnother, NotFromHere, NotJson, UnsupportedMediaType
from backend.sessions.ending import end_sessions_on
from backend.sessions.entering import enter
from backend.sessions.signed_in import SignedIn
from backend.throttle import STRANGERS, attempt
from backend.wire import Wire, Words

# What the throttle counts failures under.
DOOR = "enrolment"
# With blanks and dashes, as it may be typed; longer is no code.
TypedCode = Annotated[Words, msgspec.Meta(max_length=100)]


class LookAtEnrolment(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The code as it was scanned or typed."""

    code: TypedCode


class EnrolPhone(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The code, and the phone that is taken into use."""

    code: TypedCode
    # The id that the phone has for itself.
    device: UUID
    # She says that she is the one who is signed in on this phone, for another employer.
    is_same_person: bool = False


class EnrolmentOffer(Wire):
    """What a code would do: for whom the phone would be taken into use, and for whose work."""

    person: UUID
    worker_name: str
    provider_name: str
    # Whether the one who is signed in on this phone may be the same: then she is asked.
    may_be_you: bool


# One that opens now: neither used, ended nor over, of an employment that holds today.
OPEN_CODE = """
select e.id, m.id as membership, m.person, m.provider, p.given_name, p.family_name,
    p.given_name || ' ' || p.family_name as worker_name,
    pr.name as provider_name
from enrolment e join membership m on m.id = e.membership join person p on p.id = m.person
join provider pr on pr.id = m.provider
where e.code_hash = $1 and e.used_at is null and e.ended_at is null and e.expires_at > $2
    and m.first_day <= $3 and (m.last_day is null or m.last_day >= $3)
"""


async def open_code(typed: str, *, locked: bool = False) -> dict[str, Any]:
    """Return what a code opens; every other code is refused with the same words."""
    now = clock.now()
    statement = OPEN_CODE + (" for update of e" if locked else "")
    rows = await fetch(statement, hash_of(read_code(typed)), now, local_day(now))
    if not rows:
        raise EnrolmentCodeNotValid
    return dict(rows[0])


@post(
    "/api/enrolment/look",
    operation_id="lookAtEnrolment",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(NotJson, NotFromHere, UnsupportedMediaType, EnrolmentCodeNotValid),
)
async def look_at_enrolment(request: Request[Any, Any, State], data: JSONBody[LookAtEnrolment]) -> EnrolmentOffer:
    """Tell whoever holds a code what it would do; it can still be used afterwards."""
    async with attempt(request, DOOR, read_code(data.code)):
        found = await open_code(data.code)
        here = await who_is_here(request)
        may_be_you = here is not None and await may_take_over(here, found)
    return EnrolmentOffer(found["person"], found["worker_name"], found["provider_name"], may_be_you)


# Of a phone that is known it says only whose it is.
TAKE_PHONE = """
insert into device (id, person, first_contact_at, last_contact_at, highest_number) values ($1, $2, $3, $3, 0)
on conflict (id) do update set last_contact_at = greatest(device.last_contact_at, excluded.last_contact_at)
returning person, lost_at
"""


@post(
    "/api/enrolment",
    operation_id="enrolPhone",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(
        NotJson, NotFromHere, UnsupportedMediaType, EnrolmentCodeNotValid, DeviceOfAnother, PhoneLost, NotTheSamePerson
    ),
)
async def enrol_phone(request: Request[Any, Any, State], data: JSONBody[EnrolPhone]) -> Response[SignedIn]:
    """Take a phone into use: the code is spent, and a session begins that is bound to the phone."""
    async with attempt(request, DOOR, read_code(data.code)), transaction():
        found = await open_code(data.code, locked=True)
        now = clock.now()
        reach: frozenset[UUID] = frozenset()
        if data.is_same_person:
            here = await taking_over(request, found, data.device)
            found["person"], reach = here.person, here.reach
        (phone,) = await fetch(TAKE_PHONE, data.device, found["person"], now)
        if phone["person"] != found["person"]:
            raise DeviceOfAnother
        if phone["lost_at"] is not None:
            raise PhoneLost
        await fetch("update enrolment set used_at = $2, device = $3 where id = $1", found["id"], now, data.device)
        # What was begun on this phone before ends with it.
        await end_sessions_on(data.device)
        return await enter(request, found["membership"], "enrolment", device=data.device, reach=reach)


ROUTES = [look_at_enrolment, enrol_phone]
