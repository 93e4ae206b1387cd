"""A provider's own system as the tests have it: it has a key, makes lines and brings them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from httpx import Response

from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.sync.phone import uuid7, written


async def made_key(
    product: Product, office: cast.CastPerson = cast.OLLI, name: str = "Toiminnanohjaus"
) -> dict[str, Any]:
    """Have the office make a key."""
    async with product.called_by(office) as caller:
        answer = await caller.post("/api/provider/keys", json={"name": name})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def bearing(token: str) -> dict[str, str]:
    """Return what a system with a key sends."""
    return {"Authorization": f"Bearer {token}"}


def line(
    voucher: cast.CastVoucher = cast.HELVIS_VOUCHER,
    worker: cast.CastPerson = cast.ANNA,
    ended_at: datetime = NOW - timedelta(minutes=60),
    **changed: object,
) -> dict[str, Any]:
    """Record half an hour at a client's home."""
    return {
        "id": str(uuid7(NOW)),
        "name": "record_visit",
        "worker": str(worker.id),
        "doneAt": written(ended_at),
        "arguments": {
            "voucherNumber": voucher.number,
            "code": None,
            "startedAt": written(ended_at - timedelta(minutes=30)),
            "endedAt": written(ended_at),
            "elapsedSeconds": None,
            "tasks": [{"slug": "meal", "done": True, "reason": None}],
            "note": "Kaikki hyvin.",
        }
        | changed,
    }


def correction_of(visit: dict[str, Any], seen: str | None = None, **changed: object) -> dict[str, Any]:
    """Write a visit anew, whether a system recorded it or a phone."""
    kept = ("startedAt", "endedAt", "elapsedSeconds", "tasks", "note")
    arguments = {"visit": visit["id"], "seen": seen or visit["id"]} | {name: visit["arguments"][name] for name in kept}
    return changing(visit, "correct_visit", arguments | changed)


def withdrawal_of(visit: dict[str, Any], seen: str | None = None) -> dict[str, Any]:
    """Take a visit back."""
    arguments = {"visit": visit["id"], "seen": seen or visit["id"], "reason": "recordedTwice"}
    return changing(visit, "withdraw_visit", arguments)


def changing(visit: dict[str, Any], name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Write a change of a visit by the one who recorded it."""
    worker = {"worker": visit.get("worker", str(cast.ANNA.id)), "doneAt": visit["doneAt"]}
    return {"id": str(uuid7(NOW)), "name": name, "arguments": arguments} | worker


@dataclass
class System:
    """One system of one provider."""

    caller: Caller
    token: str
    id: str = ""
    used: list[str] = field(default_factory=list)

    async def bring(self, *lines: Any, key: str | None = None, **headers: str) -> Response:
        """Bring lines for real, under a new key unless one is given."""
        self.used.append(key or str(uuid4()))
        return await self.caller.post(
            "/api/provider/visits?dryRun=false",
            json={"mutations": list(lines)},
            headers=bearing(self.token) | {"Idempotency-Key": self.used[-1]} | headers,
        )

    async def verdicts(self, *lines: Any, key: str | None = None) -> list[dict[str, Any]]:
        """Bring lines for real and return their verdicts."""
        return verdicts_in(await self.bring(*lines, key=key))

    async def dry_run(self, *lines: Any) -> Response:
        """Try lines."""
        return await self.caller.post(
            "/api/provider/visits?dryRun=true", json={"mutations": list(lines)}, headers=bearing(self.token)
        )

    async def states(self, after: str | None = None) -> Response:
        """Ask what has become of visits."""
        wanted = {} if after is None else {"after": after}
        return await self.caller.get("/api/provider/visits/states", params=wanted, headers=bearing(self.token))


def verdicts_in(answer: Response) -> list[dict[str, Any]]:
    """Return the verdicts of an answer."""
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["verdicts"]
    return found


def judged(verdicts: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return what a dry run and a real one must agree on."""
    return [
        (one["id"], one["verdict"], one["problem"] and without_request(one["problem"]), one["toReview"])
        for one in verdicts
    ]


def without_request(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem without the id of the request that met it."""
    return {name: value for name, value in problem.items() if name != "instance"}
