"""In which order the takes stand in their grid. Pure functions; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from musegen_app.sampling.take import Take


class Order(StrEnum):
    """How the grid is sorted."""

    NEWEST = "newest"
    CRITIC = "critic"
    RATING = "rating"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Branch:
    """A take in the tree: how many generations below the first, and whether a younger sister follows it for each of
    the generations down to its own."""

    take: Take
    goes_on: tuple[bool, ...] = ()

    @property
    def depth(self) -> int:
        return len(self.goes_on)


def in_order(takes: Sequence[Take], order: Order) -> list[Branch]:
    """All of `takes` (oldest first, as they were made), sorted; depths only in the family tree."""
    if order is Order.FAMILY:
        return _tree(takes)
    newest = _newest(takes)
    if order is Order.CRITIC:
        newest.sort(key=lambda t: -t.critique.total if t.critique is not None else 1.0)
    elif order is Order.RATING:
        newest.sort(key=lambda t: -t.rating)
    return [Branch(take) for take in newest]


def steady(branches: Sequence[Branch], before: Sequence[str]) -> list[Branch]:
    """The same takes with those of `before` (ids) in the order that they had; new ones come first. So cards keep their
    places while takes are still being written."""
    places = {take_id: place for place, take_id in enumerate(before)}
    return sorted(branches, key=lambda branch: places.get(branch.take.id, -1))


def _newest(takes: Sequence[Take]) -> list[Take]:
    """The request that was made last first; what was asked for at once in the order of its numbers."""
    groups: list[list[Take]] = []
    for take in takes:
        if groups and _together(groups[-1][-1], take):
            groups[-1].append(take)
        else:
            groups.append([take])
    return [take for group in reversed(groups) for take in group]


def _together(before: Take, take: Take) -> bool:
    """Were they asked for at once? Their requests have other numbers when the song is opened again."""
    by_hand = take.recorded or take.pieces or before.recorded or before.pieces
    return not by_hand and take.rng_seed == before.rng_seed and take.index > before.index


def _tree(takes: Sequence[Take]) -> list[Branch]:
    """Parents before their children, oldest first; a take whose parent is gone begins a tree of its own."""
    known = {take.id for take in takes}
    children: dict[str, list[Take]] = {}
    for take in takes:
        children.setdefault(take.parent if take.parent in known and take.parent != take.id else "", []).append(take)
    found: list[Branch] = []
    _grow(found, children, "", ())
    lost = known - {branch.take.id for branch in found}  # takes that are each other's parents: a damaged file
    return found + [Branch(take) for take in takes if take.id in lost]


def _grow(found: list[Branch], children: dict[str, list[Take]], parent: str, above: tuple[bool, ...]) -> None:
    sisters = children.get(parent, [])
    for place, take in enumerate(sisters):
        goes_on = (*above, place + 1 < len(sisters)) if parent else ()
        found.append(Branch(take, goes_on))
        _grow(found, children, take.id, goes_on)
