"""What an office and a phone do when a worker joins, as the tests have it."""

from typing import Any
from uuid import UUID, uuid4

from httpx import Response

from backend.access.roles import Role
from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Caller

# Of another provider; she comes with `another_office`.
RIITTA = cast.CastPerson("Riitta", "Ranta", Role.PROVIDER, age=50, employer=cast.MAJAKKA)


def worker(**changed: object) -> dict[str, Any]:
    """Return a new worker as the office writes her down."""
    return {
        "id": str(uuid4()),
        "givenName": "Sanna",
        "familyName": "Uusitalo",
        "language": "fi",
        "firstDay": TODAY.isoformat(),
    } | changed


async def employed(office: Caller, **changed: object) -> dict[str, Any]:
    """Employ a worker."""
    answer = await office.post("/api/provider/employments", json=worker(**changed))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def code_for(office: Caller, employment: dict[str, Any]) -> dict[str, Any]:
    """Make a code for her phone."""
    answer = await office.post(f"/api/provider/employments/{employment['id']}/enrolment", json={})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def join(phone: Caller, code: str, device: UUID | None = None) -> Response:
    """Take the phone into use."""
    return await phone.post("/api/enrolment", json={"code": code, "device": str(device or uuid4())})


def slug(answer: Response) -> str:
    """Return why something was refused."""
    return str(answer.json()["type"]).removeprefix("/problems/")


async def another_office() -> cast.CastPerson:
    """Let Riitta of Majakka's office be there."""
    await fetch(
        "insert into person (id, given_name, family_name, language) values ($1, 'Riitta', 'Ranta', 'fi')", RIITTA.id
    )
    await fetch(
        "insert into membership (id, person, role, provider, first_day) values ($1, $2, 'provider', $3, $4)",
        *(RIITTA.membership, RIITTA.id, cast.MAJAKKA.id, TODAY),
    )
    return RIITTA
