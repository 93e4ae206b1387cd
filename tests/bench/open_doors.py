"""The product with some of its doors taken out, for tests/bench/doors.py alone; it is served to nobody.

`TAKEN_OUT` names them, with blanks between. What is taken out is taken out whole, and nothing is put in its place:

- `guard`: the session is looked up once and remembered by its cookie; no origin, page token, kind of body or pace is
  looked at, and that she was here is not noted.
- `narrowing`: `visible_to` is true for every row. What is asked for names its client, so that the answer is the same.
- `wall`: no request stands within its organiser's walls: the role is not changed and no policy is asked.
- `trail`: no entry is written, neither of a view nor of a visit.
"""

import os
from typing import Any

import uvloop
from litestar.handlers import BaseRouteHandler
from piccolo.columns.combination import WhereRaw

from backend import cli
from backend.access import guards, trail
from backend.access.guards import COOKIE, Connection
from backend.access.roles import ActingPerson
from backend.settings import read_settings
from backend.visits import mutations
from backend.visits.tables import Visit
from backend.vouchers.tables import Client, ServiceDecision, Voucher

known: dict[str, ActingPerson] = {}


async def let_in_unasked(connection: Connection, _: BaseRouteHandler) -> ActingPerson:
    """Return whose cookie it is, as it was the first time."""
    token = connection.cookies[COOKIE]
    if token not in known:
        person = await guards.find_person_of(token)
        assert person is not None
        known[token] = person
    return known[token]


async def write_nothing(*_: object) -> None:
    """Leave no trace."""


def everything(_cls: type[Any], _person: ActingPerson) -> WhereRaw:
    """Narrow to every row."""
    return WhereRaw("true")


def take_out(parts: set[str]) -> None:
    """Take parts out of the product, in this process."""
    if "guard" in parts:
        vars(guards)["let_in"] = let_in_unasked
        vars(guards)["refuse_foreign_page"] = lambda *_: None
    if "narrowing" in parts:
        for table in (Client, ServiceDecision, Voucher, Visit):
            table.visible_to = classmethod(everything)  # type: ignore[method-assign,assignment]  # that is the point
    if "wall" in parts:
        # The guard sets it for each request, and every transaction asks for it.
        vars(guards)["WITHIN"] = Unset()
    if "trail" in parts:
        vars(trail)["append"] = write_nothing
        before, _, rest = mutations.STORE.partition(", seen as (")
        _, _, after = rest.partition("\n)\n")
        assert after.startswith("select id, sequence"), "the statement has another form"
        mutations.STORE = f"{before}\n{after}"


class Unset:
    """A variable that keeps nothing."""

    def set(self, _: object) -> None:
        """Set nothing."""


if __name__ == "__main__":
    take_out(set(os.environ["TAKEN_OUT"].split()))
    settings = read_settings()
    uvloop.run(cli.serve(settings, settings.database_url))
