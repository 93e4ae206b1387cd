"""What the commands about the trail do and say: seal it now, or verify it and print its heads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from backend import clock
from backend.chain.archiving import archive, drop, first_wrong, is_over
from backend.chain.sealing import Beside, seal_trail
from backend.chain.verifying import Head, Verified, verify_trail
from backend.database import fetch

NAMES = "select id, name_fi from organiser"
SEALED = "select hash from trail_seal where organiser = $1 and number = $2"


async def seal(beside: Beside) -> str:
    """Seal what has been written, and return what was done."""
    windows = await seal_trail(beside)
    return f"Sealed entries: {sum(window.entries for window in windows)}."


async def verify(printed: Sequence[str] = ()) -> tuple[bool, str]:
    """Verify the trail, against heads printed before too; return whether all is right, and what was found."""
    found = await verify_trail()
    names = {row["id"]: row["name_fi"] for row in await fetch(NAMES)}
    lines = [*what_is_wrong(found, names), *heads_of(found, names), *summary(found)]
    differ = await differing(printed)
    is_right = not found.wrong and not differ
    lines += [f"NOT AS PRINTED: {line}" for line in differ]
    lines.append("The trail is as it was sealed." if is_right else "THE TRAIL IS NOT AS IT WAS SEALED.")
    return is_right, "\n".join(lines)


async def archive_year(year: int, file: Path, *, carry_out: bool) -> str:
    """Write a year to a file that verifies by itself; carried out, take it out of the database too."""
    now = clock.now()
    written = await archive(year, file, now)
    lines = [f"{file} holds {year}: {written.entries} entries under {written.seals} seals, and verifies."]
    if carry_out:
        await drop(year, file, written.entries, now)
        lines.append(f"{year} is no longer in the database. Keep the file as you keep the database's backups.")
    else:
        lines.append(f"Nothing was taken out. With --carry-out {year} leaves the database.")
    if is_over(year, now):
        lines.append(f"The twelve years of {year} are over (703/2023, annex): destroy the file.")
    return "\n".join(lines)


def verify_archive(file: Path) -> tuple[bool, str]:
    """Verify an archive by itself; return whether it is right."""
    wrong = first_wrong(file)
    return wrong is None, f"WRONG: {wrong}" if wrong else f"{file} is as it was sealed."


def what_is_wrong(found: Verified, names: Mapping[UUID, str]) -> list[str]:
    """Return a line for each organiser whose chain is wrong, at the first segment that is."""
    return [
        f"WRONG: {names.get(wrong.organiser, wrong.organiser)}, seal {wrong.number} "
        f"(entries with an id above {wrong.after_id} up to {wrong.last_id}): {wrong.what}"
        for wrong in found.wrong.values()
    ]


def heads_of(found: Verified, names: Mapping[UUID, str]) -> list[str]:
    """Return each organiser's last seal, as it can be printed, kept elsewhere and held against the trail later."""
    lines = []
    for head in sorted(found.heads.values(), key=lambda head: names.get(head.organiser, "")):
        lines += [f"{names.get(head.organiser, '?')}, sealed {minute_of(head.sealed_at)}:", head.written()]
    return lines


def summary(found: Verified) -> list[str]:
    """Return how much was verified, and how much has not been sealed yet."""
    lines = [f"Verified: {found.entries} entries under {found.seals} seals."]
    lines += [f"Archived, by its seals only: {year}." for year in sorted(found.archived)]
    if found.unsealed:
        lines.append(f"Not sealed yet: {found.unsealed} entries, the oldest of {minute_of(found.unsealed_since)}.")
    return lines


def minute_of(instant: datetime | None) -> str:
    """Return an instant as a person reads it."""
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else "never"


async def differing(printed: Iterable[str]) -> list[str]:
    """Return those of the printed heads that are not in the chain any more, or cannot be read."""
    wrong = []
    for line in printed:
        if line.strip().startswith("head"):
            head = read_head(line)
            kept = await fetch(SEALED, head.organiser, head.number) if head else []
            if not head or [bytes(row["hash"]) for row in kept] != [head.hash]:
                wrong.append(line.strip())
    return wrong


def read_head(line: str) -> Head | None:
    """Return a printed head, or None when it is none."""
    try:
        _, organiser, number, written = line.split()
        return Head(UUID(organiser), int(number), bytes.fromhex(written), None)
    except ValueError:
        return None
