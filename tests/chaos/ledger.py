"""What a phone has done and been promised, a few bytes a record: a run's memory does not grow with what it proves."""

from array import array
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple
from uuid import UUID

WRITTEN = Struct("16s32s")
STANDS = Struct("16s16s")
NOTHING, REFUSED = 0, -1


class Line(NamedTuple):
    """One record of a phone, and what it was told of it."""

    id: UUID
    number: int
    sha256: str
    promised: int | None
    refused: bool


class Ledger:
    """Every record of one phone, in the order of its numbers, and where its visits stand."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.written = bytearray()
        # By number: the sequence that it was promised under, or that it was refused.
        self.answers = array("q")
        self.standing = bytearray()

    def __len__(self) -> int:
        """Return how many records there are; the last one's number."""
        return len(self.answers)

    def write(self, id_: UUID, sha256: bytes) -> None:
        """Note a record under the next number."""
        self.written += WRITTEN.pack(id_.bytes, sha256)
        self.answers.append(NOTHING)

    def promise(self, number: int, sequence: int) -> bool:
        """Note the receipt of a record; the first one stands. Tell whether this one says the same."""
        if self.answers[number - 1] <= NOTHING:
            self.answers[number - 1] = sequence
        return self.answers[number - 1] == sequence

    def refuse(self, number: int) -> None:
        """Note that a record was refused."""
        self.answers[number - 1] = REFUSED

    def begin(self, visit: UUID) -> int:
        """Note a visit that stands as it was recorded; return its place."""
        self.standing += STANDS.pack(visit.bytes, visit.bytes)
        return len(self.standing) // STANDS.size - 1

    def change(self, place: int, visit: UUID, record: UUID) -> None:
        """Note the record that a visit stands by from now on."""
        STANDS.pack_into(self.standing, place * STANDS.size, visit.bytes, record.bytes)

    def lines(self) -> Iterator[Line]:
        """Return every record."""
        for place, (id_, sha256) in enumerate(WRITTEN.iter_unpack(self.written)):
            answer = self.answers[place]
            promised = answer if answer > NOTHING else None
            yield Line(UUID(bytes=id_), place + 1, sha256.hex(), promised, answer == REFUSED)

    def stands(self) -> Iterator[tuple[UUID, UUID]]:
        """Return every visit with the record that it stands by."""
        for visit, record in STANDS.iter_unpack(self.standing):
            yield UUID(bytes=visit), UUID(bytes=record)

    def count_promised(self) -> int:
        """Return how many records were promised."""
        return sum(answer > NOTHING for answer in self.answers)

    def count_refused(self) -> int:
        """Return how many records were refused."""
        return sum(answer == REFUSED for answer in self.answers)
