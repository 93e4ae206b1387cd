"""Which lines of one request bear on each other. Pure."""

from collections.abc import Sequence
from uuid import UUID


def bearing_on_each_other(touched: Sequence[Sequence[UUID]]) -> list[list[int]]:
    """Return the places of lines in groups: lines that touch one visit or record, by whatever way, are together."""
    nearer: dict[UUID, UUID] = {}

    def root(one: UUID) -> UUID:
        while (above := nearer.setdefault(one, one)) != one:
            one = above
        return one

    for ids in touched:
        for one in ids:
            nearer[root(one)] = root(ids[0])
    groups: dict[UUID, list[int]] = {}
    for place, ids in enumerate(touched):
        groups.setdefault(root(ids[0]), []).append(place)
    return list(groups.values())
