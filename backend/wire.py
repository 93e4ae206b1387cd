"""Shapes on the wire that several features answer with; Python's snake_case becomes the wire's camelCase."""

from typing import Annotated
from uuid import UUID

import msgspec

# A calendar month, YYYY-MM.
Month = Annotated[str, msgspec.Meta(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class Wire(msgspec.Struct, rename="camel"):
    """What the server answers."""


class Text(Wire):
    """The same words in the three languages of the product."""

    fi: str
    sv: str
    en: str


class ProviderName(Wire):
    """A provider, as much of it as a name on a page needs."""

    id: UUID
    code: int
    name: str


class OrganiserName(Wire):
    """An organiser, as much of it as a name on a page needs."""

    id: UUID
    code: int
    name: Text
