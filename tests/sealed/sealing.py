"""A phone that seals its records, and whoever carries them, as the tests of sealed records have them."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import msgspec
from joserfc import jwe
from joserfc.jwk import ECKey

from backend import at_rest
from backend.access.guards import hash_of
from backend.access.tables import Device
from backend.database import fetch
from backend.demo import cast
from backend.keys import Keys
from tests.conftest import TEST_KEYS, Caller, secret
from tests.sync.phone import Phone
from tests.written import opened, with_note

ALGORITHMS = ["ECDH-ES", "A256GCM"]


def token_of(device: UUID) -> str:
    """Return 32 bytes as a phone makes them, the same in every run."""
    return base64.urlsafe_b64encode(secret(f"the token of {device}")).decode().rstrip("=")


def public_key(keys: Keys = TEST_KEYS) -> dict[str, str]:
    """Return what a phone has pulled to seal to."""
    told: dict[str, str] = msgspec.to_builtins(keys.sealing_key())
    return told


def sealed(contents: object, key: dict[str, str] | None = None) -> str:
    """Seal any contents to the server."""
    to = key or public_key()
    protected = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": to["kid"]}
    written = contents if isinstance(contents, str) else json.dumps(contents)
    return jwe.encrypt_compact(protected, written, ECKey.import_key(dict(to)), algorithms=ALGORITHMS)


@dataclass
class SealingPhone:
    """A phone whose records leave it sealed."""

    phone: Phone
    person: UUID = cast.ANNA.id
    key: dict[str, str] = field(default_factory=public_key)

    async def enrol(self) -> None:
        """Make itself and its token known, as its first push with a session does."""
        await self.phone.verdicts()
        hashed = hash_of(token_of(self.phone.id))
        await Device.update({Device.write_token_hash: hashed}).where(Device.id == self.phone.id)

    def contents(self, mutation: dict[str, Any], /, **changed: object) -> dict[str, Any]:
        """Return what it seals of a record."""
        told = {
            "mutation": mutation,
            "person": str(self.person),
            "device": str(self.phone.id),
            "token": token_of(self.phone.id),
        }
        return told | changed

    def envelope(self, mutation: dict[str, Any], /, **changed: object) -> dict[str, Any]:
        """Seal a record."""
        return {"id": mutation["id"], "sealed": sealed(self.contents(mutation, **changed), self.key)}


async def deliver(caller: Caller, *envelopes: dict[str, Any], device: UUID | None = None) -> dict[str, Any]:
    """Bring envelopes, and return the answer."""
    answer = await caller.post(
        "/api/sync/sealed", json={"device": str(device or uuid4()), "envelopes": list(envelopes)}
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def slugs(reply: dict[str, Any]) -> list[str]:
    """Return why the refused ones are not taken."""
    return [str(one["problem"]["type"]).removeprefix("/problems/") for one in reply["refusals"]]


async def stored(*mutations: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records under these ids, as they are kept, in the order asked."""
    rows = await fetch(
        "select id, version, worker, device, number, sha256, content_sealed,"
        " sequence from visit_record where id = any($1) order by number, version",
        [one["id"] for one in mutations],
    )
    return [shown(dict(row)) for row in rows]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a record's row with its content in the place of what is sealed."""
    content = opened(at_rest.RECORD, row)
    del row["content_sealed"]
    return row | {"id": str(row["id"]), "sha256": row["sha256"].hex(), "content": content}


async def visits_of(*mutations: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the visits that records have become."""
    rows = await fetch(
        "select id::text, worker, provider, to_review, state, minutes, tasks, words_sealed from visit"
        " where id = any($1) order by id",
        [one["id"] for one in mutations],
    )
    return [with_note(row) for row in rows]
