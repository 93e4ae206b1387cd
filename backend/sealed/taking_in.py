"""Sealed records become the records that their own phones would have pushed: same id, same hash, same rules."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from backend.access.roles import ActingPerson, Role
from backend.answers import Language, details, pointer_and_detail
from backend.database import fetch
from backend.days import local_day
from backend.problems import InvalidRequest, Problem
from backend.sealed.envelope import Contents, Envelope, Keyring, open_envelope
from backend.sealed.problems import SealedNotGenuine
from backend.sync.push import Contact, Intake, Read, Sender, Verdict, push
from backend.sync.reading import read_mutation
from backend.sync.rules import Employment, Serving, serving_on


class Delivery(msgspec.Struct, frozen=True):
    """By which phone envelopes are brought, when, and in which language it is answered."""

    carrier: UUID
    now: datetime
    language: Language
    instance: str

    def refused(self, envelope: Envelope, problem: Problem) -> Verdict:
        """Return the verdict on what is not taken."""
        return Verdict(envelope.id, "refused", details(problem, self.language, self.instance), None, [])


class Author(msgspec.Struct, frozen=True):
    """A phone that envelopes come from, and whose it is."""

    device: UUID
    person: UUID
    token_hash: bytes | None
    last_contact_at: datetime
    lost_at: datetime | None
    employments: list[Employment]

    def has_sealed(self, contents: Contents) -> bool:
        """Tell whether a record was sealed on this very phone."""
        known = self.token_hash is not None and hmac.compare_digest(self.token_hash, contents.token_hash())
        return known and self.person == contents.person


AUTHORS = """
select d.id as device, d.person, d.write_token_hash as token_hash, d.last_contact_at, d.lost_at,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'provider', m.provider, 'first_day', m.first_day, 'last_day', m.last_day)), '[]')
    from membership m where m.person = d.person and m.role = 'worker') as employments
from device d where d.id = any($1)
"""


async def find_authors(devices: Sequence[UUID]) -> dict[UUID, Author]:
    """Return the phones of these ids that the server knows."""
    return {row["device"]: author_of(row) for row in await fetch(AUTHORS, devices)}


def author_of(row: dict[str, Any]) -> Author:
    """Return a phone as it was read."""
    return Author(
        row["device"],
        row["person"],
        row["token_hash"],
        row["last_contact_at"],
        row["lost_at"],
        msgspec.json.decode(row["employments"], type=list[Employment]),
    )


class Bundle(msgspec.Struct):
    """The records of one phone that were made for one provider, with their places among the envelopes."""

    author: Author
    serving: Serving
    places: list[int] = []
    read: Read = []

    def sender(self, delivery: Delivery) -> Sender:
        """Return who would have pushed them."""
        author = ActingPerson(
            self.author.person, "", delivery.language, Role.WORKER, None, self.serving.provider, clients=()
        )
        return Sender(
            person=author,
            device=self.author.device,
            # When its own phone would have sent it, nobody knows; a clock that is ahead is still seen.
            sent_at=delivery.now,
            now=delivery.now,
            language=delivery.language,
            instance=delivery.instance,
            is_employed=self.serving.is_employed,
            lost_at=self.author.lost_at,
        )

    def contact(self) -> Contact:
        """Return what they tell of their phone: not that it is here, since whoever has a copy can bring it again."""
        highest = max(sent.number or 0 for sent, _ in self.read)
        return Contact(highest, None, None, heard_at=self.author.last_contact_at)


async def take_in(delivery: Delivery, envelopes: Sequence[Envelope], keys: Keyring, intake: Intake) -> list[Verdict]:
    """Take in sealed records; return a verdict for each, in the order given, after the commits that hold them."""
    opened = [open_envelope(envelope, keys) for envelope in envelopes]
    authors = await find_authors([one.device for one in opened if isinstance(one, Contents)])
    verdicts: dict[int, Verdict] = {}
    bundles: dict[tuple[UUID, Serving], Bundle] = {}
    for place, (envelope, contents) in enumerate(zip(envelopes, opened, strict=True)):
        problem = add_to_bundle(place, contents, authors, bundles, delivery.now)
        if problem is not None:
            verdicts[place] = delivery.refused(envelope, problem)
    for bundle in bundles.values():
        answered = await push(bundle.sender(delivery), bundle.contact(), bundle.read, intake)
        verdicts |= dict(zip(bundle.places, answered, strict=True))
        if bundle.author.device == delivery.carrier and any(one.verdict == "accepted" for one in answered):
            await note_contact(delivery)
    return [verdicts[place] for place in range(len(envelopes))]


def add_to_bundle(
    place: int,
    contents: Contents | Problem,
    authors: dict[UUID, Author],
    bundles: dict[tuple[UUID, Serving], Bundle],
    now: datetime,
) -> Problem | None:
    """Put a record with the others of its phone and provider, or return why it is not taken."""
    if isinstance(contents, Problem):
        return contents
    author = authors.get(contents.device)
    if author is None or not author.has_sealed(contents):
        return SealedNotGenuine()
    try:
        sent, asked = read_mutation(contents.mutation)
    except msgspec.ValidationError as wrong:
        return InvalidRequest([pointer_and_detail(str(wrong))])
    serving = serving_on(local_day(sent.done_at or now), author.employments, contents.provider)
    if serving is None:
        return SealedNotGenuine()
    bundle = bundles.setdefault((author.device, serving), Bundle(author, serving))
    bundle.places.append(place)
    bundle.read.append((sent, asked))
    return None


async def note_contact(delivery: Delivery) -> None:
    """Note that a phone without a session was here, for its office to see."""
    await fetch(
        "update device set last_contact_at = greatest(last_contact_at, $2) where id = $1",
        delivery.carrier,
        delivery.now,
    )
