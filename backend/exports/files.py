"""All data of a client as files: one archive with everything, or one document of JSON; written as they are read.

Nothing is gathered anywhere: a page of rows is sealed data in the database, then a piece of the answer. Where it cannot
go on the answer breaks off, and neither half a ZIP nor half a JSON document opens.
"""

import json
from collections.abc import AsyncIterator
from functools import cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec

from backend import clock
from backend.answers import WORDS, Language
from backend.days import local_day
from backend.exports.held import Taking
from backend.exports.reading import pictures_of, rows_of
from backend.exports.said import KINDS, voices_of

# What rows in the archive are written in between.
BEGINS, BETWEEN, ENDS = b"[\n", b",\n", b"\n]\n"
# Each with its words (words/export.*.json).
FOLDERS = (("photos", "photos"), ("voices", "voices"), ("decisions", "papers"))


@cache
def export_words(language: Language) -> dict[str, Any]:
    """Return what is written beside the data in a language."""
    words: dict[str, Any] = json.loads((WORDS / f"export.{language}.json").read_text(encoding="utf-8"))
    return words


def about_files(language: Language, *, has_safety_ban: bool) -> str:
    """Return what each file is, for a person to read first."""
    words = export_words(language)
    files = [f"{name}.json\n    {words['kinds'][name]}" for name in (kind.name for kind in KINDS)]
    parts = [words["title"], words["lede"].format(day=local_day(clock.now()).isoformat())]
    parts += [words["safetyBan"]] if has_safety_ban else []
    parts += [*files, *(f"{name}/\n    {words[said]}" for name, said in FOLDERS)]
    return "\n\n".join([*parts, words["rights"]]) + "\n"


class Pieces:
    """What an archive is written to: it keeps what was written until it is taken, and cannot go back."""

    def __init__(self) -> None:
        """Begin empty."""
        self.waiting = bytearray()

    def write(self, octets: bytes) -> int:
        """Keep a piece."""
        self.waiting += octets
        return len(octets)

    def flush(self) -> None:
        """Do nothing: a piece is taken when there is one."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def entry(name: str, kind: int = ZIP_DEFLATED) -> ZipInfo:
    """Return a file's place in the archive."""
    place = ZipInfo(name, clock.now().timetuple()[:6])
    place.compress_type = kind
    # Whoever unpacks it may read and change it, and nobody else.
    place.external_attr = 0o600 << 16
    return place


async def archive(
    taking: Taking, readme: str, about: str, papers: AsyncIterator[tuple[str, bytes]]
) -> AsyncIterator[bytes]:
    """Yield a ZIP with a file of each kind, photos, voices, the decisions on paper, and what says which is which."""
    pieces = Pieces()
    with ZipFile(pieces, "w") as whole:  # type: ignore[call-overload]  # it asks for no more than this
        whole.writestr(entry(readme), about)
        for kind in KINDS:
            with whole.open(entry(f"{kind.name}.json"), "w") as file:
                file.write(BEGINS)
                is_first = True
                async for row in rows_of(kind, taking):
                    file.write((b"" if is_first else BETWEEN) + msgspec.json.encode(row))
                    is_first = False
                    if taken := pieces.take():
                        yield taken
                file.write(ENDS)
        async for name, content in papers:
            whole.writestr(entry(name), content)
            yield pieces.take()
        for recorded in (pictures_of(taking), voices_of(taking)):
            async for name, content in recorded:
                # A picture is packed already, and so is sound.
                whole.writestr(entry(name, ZIP_STORED), content)
                yield pieces.take()
    yield pieces.take()


async def document(taking: Taking, language: Language) -> AsyncIterator[bytes]:
    """Yield one JSON document with every kind under its name; photos and voices by what they are."""
    words = export_words(language)
    begins = {"madeAt": clock.now(), "about": words["title"], "kinds": words["kinds"]}
    yield msgspec.json.encode(begins)[:-1]
    for kind in KINDS:
        yield b"," + msgspec.json.encode(kind.name) + b":" + BEGINS
        is_first = True
        async for row in rows_of(kind, taking):
            yield (b"" if is_first else BETWEEN) + msgspec.json.encode(row)
            is_first = False
        yield ENDS
    yield b"}\n"
