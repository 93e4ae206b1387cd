"""What a seal of the trail is made of: the seal before it, what it spans, and its entries line by line. Pure.

An entry's line is what PostgreSQL's COPY writes of it (text format, ISO dates in UTC), so that whoever holds the lines
and the seals can reckon every hash again with no more than SHA-256.
"""

from hashlib import sha256
from itertools import groupby
from uuid import UUID

import msgspec

FORM = 1
# Before the first seal of an organiser.
NOTHING_BEFORE = bytes(32)
# In the order of a line; the first two say to which segment it belongs.
LINE = (
    "organiser, extract(year from at at time zone 'UTC')::integer as year, id, at, client, person, role, act, subject, "
    "organisation, purpose, sign_in"
)
# "organiser, tab, year" at the beginning of a line.
SEGMENT = slice(0, 36 + 1 + 4)


class Segment(msgspec.Struct, frozen=True):
    """What a seal says of itself, beside its hash."""

    organiser: UUID
    number: int
    year: int
    after_id: int
    last_id: int
    entries: int
    form: int = FORM

    def head_line(self) -> bytes:
        """Return the line that stands before the entries."""
        said = (self.form, self.organiser, self.number, self.year, self.after_id, self.last_id, self.entries)
        return "\t".join(map(str, said)).encode() + b"\n"


def seal_hash(before: bytes, segment: Segment, lines: list[bytes]) -> bytes:
    """Return the hash of a segment that follows a seal with the hash `before`."""
    return sha256(b"".join([before, segment.head_line(), *lines])).digest()


def by_segment(copied: bytes) -> dict[tuple[UUID, int], list[bytes]]:
    """Return lines that were copied in the order of organiser, year and id, by organiser and year."""
    segments: dict[tuple[UUID, int], list[bytes]] = {}
    for place, lines in groupby(copied.splitlines(keepends=True), key=lambda line: line[SEGMENT]):
        organiser, year = place.decode().split("\t")
        segments[UUID(organiser), int(year)] = list(lines)
    return segments
