"""Helvi gives mandates and officials enter them, as the tests of mandates do it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from backend.database import fetch
from backend.demo import cast
from backend.demo.people import artificial_code
from tests.conftest import Caller

# The example of decree 128/2010: nobody of the demo county has it, nor any child's.
TIMOS_CODE = "131052-308T"
CHILDS_CODE = artificial_code(date(2016, 1, 1), 906, "A")


def invitation(client: cast.CastPerson = cast.HELVI, **others: object) -> dict[str, object]:
    """Return what a client asks for who lets somebody see her visits until further notice."""
    asked = {"id": str(uuid4()), "client": str(client.client), "scopes": ["see_visits"], "lastDay": None}
    return asked | others


async def invited(helvi: Caller, **others: object) -> dict[str, Any]:
    """Return an invitation that Helvi has just given."""
    answer = await helvi.post("/api/mandates/invitations", json=invitation(**others))  # type: ignore[arg-type]
    assert answer.status_code == 201, answer.text
    given: dict[str, Any] = answer.json()
    return given


async def take(relative: Caller, code: object) -> tuple[int, str]:
    """Enter a code, and return the status and the kind of the answer."""
    answer = await relative.post("/api/mandates/invitations/taken", json={"code": code})
    return answer.status_code, answer.json().get("type", "")


async def confirmed(helvi: Caller, given: dict[str, Any]) -> None:
    """Say that the right person has come."""
    answer = await helvi.post(f"/api/mandates/invitations/{given['id']}/confirmation", json={})
    assert answer.status_code == 201, answer.text


def paper(**others: object) -> dict[str, object]:
    """Return what an official enters from a paper that names Timo."""
    asked = {
        "id": str(uuid4()),
        "source": "paper",
        "reference": "Valtakirja 12.11.2026",
        "identityCode": TIMOS_CODE,
        "givenName": "Timo",
        "familyName": "Tuomela",
        "language": "fi",
        "scopes": ["see_visits", "give_feedback"],
        "firstDay": "2026-11-18",
        "lastDay": "2027-11-17",
    }
    return asked | others


async def clients_of(caller: Caller) -> set[UUID]:
    """Return whose services a signed-in person may see now."""
    session = (await caller.get("/api/session")).json()
    return {UUID(client["id"]) for client in session["clients"]}


async def acts(client: cast.CastPerson = cast.HELVI) -> list[str]:
    """Return what the client's trail says of mandates, in order."""
    rows = await fetch(
        "select act from trail_entry where client = $1 and act ~ '^(mandate|invitation)' order by id",
        client.client,
    )
    return [row["act"] for row in rows]
