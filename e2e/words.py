"""The words people read, by the key the app finds them with; a journey looks for words, never for classes or ids."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["fi", "sv", "en"]

ROOT = Path(__file__).parents[1]


@cache
def catalogue(path: str) -> dict[str, Any]:
    """Read one file of words."""
    words: dict[str, Any] = json.loads((ROOT / path).read_text("utf-8"))
    return words


class Words:
    """One language's words."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a sentence of the app with its values filled in; `count` chooses its form."""
        said = self.sentences()[key]
        if isinstance(said, dict):
            said = said["one" if values["count"] == 1 and "one" in said else "other"]
        return str(said.format(**values))

    def sentences(self) -> dict[str, Any]:
        """Return the app's sentences, those that come with one role's screens with them."""
        names = sorted((ROOT / "pwa/src/words").glob(f"*{self.language}.json"))
        return {key: said for name in names for key, said in catalogue(str(name.relative_to(ROOT))).items()}

    def problem(self, slug: str) -> str:
        """Return the title of a way the product says no."""
        return str(catalogue(f"backend/words/problems.{self.language}.json")[slug]["title"])
