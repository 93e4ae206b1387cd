"""What an identity provider's word means here: roles by groups, names that can be shown, the way back. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.access.roles import Role

# Longer than any address of the app.
LONGEST_NEXT = 300
# Where she goes when nothing was asked for.
HOME = "/"
# A path and its query (RFC 3986 section 3.3) of this host: not two slashes, no backslash, which browsers read as one.
PATH = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@%?-][A-Za-z0-9._~!$&'()*+,;=:@%?/-]*)?")
LONGEST_NAME = 200
# Of what Unicode calls "other": control characters and those that turn the direction of what is read after them. The
# joiners stay, some scripts cannot do without.
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
JOINERS = {"\u200c", "\u200d"}
# Shown of a person whose provider gives no name for her.
UNNAMED = "?"
# OpenID Connect Core 1.0 section 2: a subject is at most 255 ASCII characters.
LONGEST_SUBJECT = 255
# A person of more groups than this is told by Entra ID and others in another way.
MOST_GROUPS = 1_000

Claims = Mapping[str, object]


def next_page(asked: str | None) -> str:
    """Return the page of this app that was asked for, or its first page for anything that may lead elsewhere."""
    if asked is None or len(asked) > LONGEST_NEXT or not PATH.fullmatch(asked):
        return HOME
    return HOME if asked.startswith("/api/") else asked


def readable_name(said: object) -> str:
    """Return a name as it can be shown: in one form, without what is not seen, on one line; empty when it is none."""
    if not isinstance(said, str):
        return ""
    # What is longer by far is no name; reading it would cost more than it is worth.
    letters = unicodedata.normalize("NFC", said[: 4 * LONGEST_NAME])
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in letters
        if letter.isspace() or letter in JOINERS or unicodedata.category(letter) not in UNSEEN
    )
    return " ".join(seen.split())[:LONGEST_NAME].strip()


def names_said(claims: Claims) -> tuple[str, str]:
    """Return the given and the family name (OpenID Connect Core 1.0 section 5.1), parted where they come as one.

    A person without any is shown by the name she signs in with.
    """
    given, family = readable_name(claims.get("given_name")), readable_name(claims.get("family_name"))
    if given and family:
        return given, family
    whole = given or family or readable_name(claims.get("name")) or readable_name(claims.get("preferred_username"))
    first, _, last = (whole or UNNAMED).rpartition(" ")
    return first, last


def claim_at(claims: Claims, place: Iterable[str]) -> object:
    """Return the claim at a place, which names one object inside another; None when there is none."""
    found: object = claims
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def groups_said(claims: Claims, place: Iterable[str]) -> frozenset[str]:
    """Return the groups that a claim lists, or the one it names."""
    said = claim_at(claims, place)
    if isinstance(said, str):
        return frozenset({said})
    if not isinstance(said, list):
        return frozenset()
    return frozenset(group for group in said[:MOST_GROUPS] if isinstance(group, str))


def subject_said(claims: Claims) -> str | None:
    """Return whom the provider speaks of, by its own name for her, or None when that is no such name."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > LONGEST_SUBJECT or not subject.isascii():
        return None
    return subject


def strength_said(acr: object) -> str | None:
    """Return how strongly the provider says that a person was identified, or None when it is no such name."""
    is_name = isinstance(acr, str) and acr.isascii() and acr.isprintable() and len(acr) <= LONGEST_SUBJECT
    return str(acr) if is_name else None


@dataclass(frozen=True)
class Held:
    """A membership that follows a provider's groups, as it stands."""

    id: UUID
    role: Role
    first_day: date
    last_day: date | None


@dataclass(frozen=True)
class Following:
    """What has to happen to memberships so that they say what the groups say."""

    ended: frozenset[UUID]
    begun: frozenset[Role]


def following(held: Iterable[Held], roles: frozenset[Role], today: date) -> Following:
    """Return which memberships of today end and which roles begin; nothing that has ended comes to life again."""
    current = [one for one in held if one.first_day <= today and (one.last_day is None or today <= one.last_day)]
    return Following(
        ended=frozenset(one.id for one in current if one.role not in roles),
        begun=roles - {one.role for one in current},
    )
