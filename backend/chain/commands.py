"""What the commands about the trail do and say: seal it now, or verify it and print its heads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

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
