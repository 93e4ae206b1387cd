"""The granter sees whose clients get less than they were granted."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import transaction
from backend.problems import NotYourRole, SignInNeeded
from backend.shortfalls.rules import Level
from backend.shortfalls.weighing import shortfalls
from backend.wire import Text, Wire


class ShortOfGrant(Wire):
    """A client who got less of a service than she was granted."""

    voucher_id: UUID
    client_id: UUID
    client_name: str
    service: Text
    level: Level
    # Hundredths of what was granted for the days that ended with `last_day`: seven, or of a month's grant twenty-eight.
    share: int
    missed_in_a_row: int
    last_day: date


@get(
    "/api/shortfalls",
    operation_id="listShortfalls",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_shortfalls(acting_person: NamedDependency[ActingPerson]) -> list[ShortOfGrant]:
    """List the organiser's clients who get less than they were granted, the gravest first."""
    organisers = [acting_person.organiser] if acting_person.organiser else []
    async with transaction():
        found = await shortfalls(clock.now(), organisers)
        await trail.viewed_vouchers(acting_person, [one.voucher for one in found], "listed")
    return [
        ShortOfGrant(
            voucher_id=one.voucher,
            client_id=one.client,
            client_name=one.client_name,
            service=one.service,
            level=one.level,
            share=one.share,
            missed_in_a_row=one.missed_in_a_row,
            last_day=one.last_day,
        )
        for one in found
    ]


ROUTES = [list_shortfalls]
