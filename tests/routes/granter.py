"""A granter at her desk as the tests have her: the rulebook she goes by, and the decisions she sends."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.database import fetch
from backend.demo import cast
from backend.demo.cast import stable_id
from tests.conftest import NOW, TODAY, Caller

HOME_CARE = stable_id("service regular-home-care")
LEAVE = stable_id("service carers-leave")
NURSING = stable_id("service home-nursing")
HOUSING = stable_id("service service-housing-24h")
# The ministry's worked example: income 900, limit 484, full value 24, 35 % over 60 hours: 21.57.
FORMULA = {
    "kind": "formula",
    "fullCents": 2400,
    "lowestCents": 700,
    "highestCents": 2400,
    "limitsCents": {"sizes": [48400], "eachFurther": None},
    "sharePermille": {"sizes": [350], "eachFurther": None},
    "hours": 60,
}
MEANS = {"household": 1, "incomeCents": 90000, "kind": "gross", "evidenced": True, "savingsCents": None}
# A personal value that is raised.
RAISE = {
    "valueCents": 8000,
    "firstDay": TODAY.isoformat(),
    "grounds": "Toimeentulo vaarantuu.",
    "legalBasis": ["569/2009 8 §"],
    "language": "fi",
    "sentBy": "in_person",
    "sentOn": TODAY.isoformat(),
}


async def set_terms(
    service: UUID, *, organiser: UUID = cast.COUNTY.id, since: date = date(2026, 1, 1), **terms: Any
) -> None:
    """Let one part of the rulebook hold for a service."""
    await fetch("delete from rulebook_part where organiser = $1 and service = $2", organiser, service)
    said = {"part": "service", "arranging": ["voucher", "order", "own"], **terms}
    await fetch(
        """
        insert into rulebook_part (id, organiser, service, first_day, source, terms, entered_at)
        values ($1, $2, $3, $4, 'A rulebook of the tests', $5::jsonb, $6)
        """,
        *(uuid4(), organiser, service, since, msgspec.json.encode(said).decode(), NOW),
    )


def grant(**other: Any) -> dict[str, Any]:
    """Return twenty hours a month at any approved provider's, with something else if it is said."""
    said: dict[str, Any] = {
        "provider": None,
        "quantity": 1200,
        "quantityUnit": "minute",
        "period": "month",
        "tasks": [],
        "means": None,
    }
    return {**said, **other}


def decision(**other: Any) -> dict[str, Any]:
    """Return a decision on a carer's leave for Helvi as a voucher from today to the end of a year."""
    said: dict[str, Any] = {
        "id": str(uuid4()),
        "client": str(cast.HELVI.client),
        "service": str(LEAVE),
        "appliedOn": "2026-11-02",
        "need": "Omaishoitaja tarvitsee vapaata.",
        "resolution": "granted",
        "grounds": "Omaishoitajalla on oikeus vapaaseen.",
        "legalBasis": ["937/2005 4 §", "569/2009 6 §"],
        "language": "fi",
        "sentBy": "letter",
        "sentOn": TODAY.isoformat(),
        "firstDay": TODAY.isoformat(),
        "lastDay": "2027-11-17",
        "arranging": "voucher",
        "grant": grant(),
        "replaces": None,
    }
    return {**said, **other}


async def decided(caller: Caller, **other: Any) -> dict[str, Any]:
    """Send a decision that is made; return it."""
    answer = await caller.post("/api/decisions", json=decision(**other))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def refusal(caller: Caller, path: str, body: dict[str, Any]) -> str:
    """Send what is refused; return the problem's slug."""
    answer = await caller.post(path, json=body)
    assert answer.status_code in {400, 403, 404, 409}, answer.text
    return str(answer.json()["type"]).removeprefix("/problems/")
