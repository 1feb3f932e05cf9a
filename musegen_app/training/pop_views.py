"""What training does to a stretch of a pop piece: move it to another key, hide what a request may leave open, give
some of it beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.lead import ANCHOR_UNKNOWN, anchor_of
from musegen_app.codecs.pop import CHORD, CHORDS, PITCH, PITCH_SIZE, QUALITIES, Part
from musegen_app.codecs.pop_context import CHORD_ROW
from musegen_app.codecs.pop_features import (
    BACK_GROUPS,
    HIDEABLE,
    INDEX,
    LANE_START,
    PARTS,
    REGISTER_EDGES,
    Group,
    Sort,
    bin_of,
    columns_of,
    sorted_as,
)
from musegen_app.codecs.pop_lane import CELL_CHORD, CELL_PITCH, Lane
from musegen_app.score.keys import Key
from musegen_app.training.pop_examples import Example, Ints

HORIZON = 128  # sixteenths after the stretch in which something may still be given
_COLUMNS = {g: list(columns_of(g)) for g in Group}
_PITCH_COLUMNS, _CHORD_COLUMNS = list(sorted_as(Sort.PITCH)), list(sorted_as(Sort.CHORD))
_REGISTER = INDEX["lead_register"]
_KINDS = ("lead", "lead and chords", "chords", "accompaniment", "accompaniment and chords", "around", "end", "some")
_CHANCES = (0.22, 0.2, 0.16, 0.08, 0.08, 0.14, 0.06, 0.06)


@dataclass(frozen=True)
class Chances:
    """How often each thing is done to a stretch."""

    told_everything: float = 0.25  # nothing is hidden
    hide: float = 0.4  # of each group of inputs, where not everything is told
    hide_key: float = 0.12
    transpose: float = 0.5
    lane: float = 0.55


@dataclass(frozen=True)
class View:
    """Events of a stretch as a net sees them: inputs, targets, the lane's cells, each event's row of lane vectors."""

    rows: Ints
    targets: Ints
    cells: Ints
    cell_index: Ints


def nothing_given(example: Example) -> Lane:
    return Lane(example.notes[:0], example.chords[:0], np.zeros((CHORD_ROW + 1, 0), bool), int(example.about[0]))


def absent_closed(example: Example) -> Lane:
    """Nothing is given but that parts which the piece does not have stay silent; nothing at all if it has them all."""
    closed = _absent(example)
    return _lane(example, closed) if closed.any() else nothing_given(example)


def _absent(example: Example) -> np.ndarray:
    """The table of closed stretches in which the parts that the piece does not have are closed throughout."""
    closed = np.zeros((CHORD_ROW + 1, len(example.chords) * int(example.about[0])), bool)
    closed[[part for part in PARTS if part not in example.notes[:, 1]]] = True
    return closed


def given_parts(example: Example, parts: tuple[int, ...]) -> Lane:
    """The lane that closes these parts (or `CHORD_ROW`) from beginning to end."""
    half = int(example.about[0])
    closed = np.zeros((CHORD_ROW + 1, len(example.chords) * half), bool)
    closed[list(parts)] = True
    return _lane(example, closed)


def plain_view(example: Example, start: int, stop: int, lane: Lane) -> View:
    """Nothing moved, nothing hidden: how nets are compared."""
    rows, cells, index = _seen(example, start, stop, lane)
    return View(rows, example.targets[start:stop].astype(np.int64), cells, index)


def view(example: Example, start: int, stop: int, chances: Chances, rng: np.random.Generator) -> View:
    """A random view of the events from `start` to `stop`."""
    groups = hidden_groups(chances, rng)
    lane = random_lane(example, start, stop, rng) if rng.random() < chances.lane else absent_closed(example)
    rows, cells, index = _seen(example, start, stop, lane)
    targets = example.targets[start:stop].astype(np.int64)
    shift, moved_by = _random_shift(example, Group.KEY in groups, chances, rng)
    if shift or moved_by:
        _move(rows, targets, cells, shift)
        _retell(rows, example, moved_by)
    for group in groups:
        rows[:, _COLUMNS[group]] = 0
    return View(rows, targets, cells, index)


def hidden_groups(chances: Chances, rng: np.random.Generator) -> set[Group]:
    """Which inputs this stretch does not tell."""
    if rng.random() < chances.told_everything:
        return set()
    hidden: set[Group] = {g for g in HIDEABLE if rng.random() < chances.hide}
    hidden |= set(BACK_GROUPS) if rng.random() < chances.hide / 2 else set()
    hidden |= {g for g in BACK_GROUPS if rng.random() < chances.hide / 2}
    return hidden | ({Group.KEY} if rng.random() < chances.hide_key else set())


def random_lane(example: Example, start: int, stop: int, rng: np.random.Generator) -> Lane:
    """Give some of a piece: a part, the chords, all around a hole, all from somewhere on, or notes here and there."""
    half, closed = int(example.about[0]), _absent(example)
    first, last = int(example.places[start, 1]), int(example.places[stop - 1, 1])
    kind = _KINDS[int(rng.choice(len(_KINDS), p=_CHANCES))]
    at = int(rng.integers(first, last + 1)) // half * half
    match kind:
        case "around":
            closed[:] = True
            closed[:, at : at + half * int(rng.integers(1, 17))] = False
        case "end":
            closed[:, at:] = True
        case "some":
            return _lane(example, closed, rng.random(len(example.notes)) < 0.3 * rng.random())
        case _:
            closed[Part.LEAD] |= "lead" in kind
            closed[Part.ACCOMPANIMENT] |= "accompaniment" in kind
            closed[Part.BRIDGE] |= rng.random() < (0.5 if "accompaniment" in kind else 0.15)
            closed[CHORD_ROW] |= "chords" in kind
    return _lane(example, closed)


def _lane(example: Example, closed: np.ndarray, also: np.ndarray | None = None) -> Lane:
    """The lane of these closed stretches, and of the notes marked in `also`."""
    half, notes = int(example.about[0]), example.notes
    given = closed[notes[:, 1], np.minimum(notes[:, 0], closed.shape[1] - 1)]
    chords = np.where(closed[CHORD_ROW, ::half], example.chords, -1)
    return Lane(notes[given if also is None else given | also], chords, closed, half)


def _seen(example: Example, start: int, stop: int, lane: Lane) -> tuple[Ints, Ints, Ints]:
    """Inputs of the events with the lane told, cells of the lane from there on, and each event's row among them."""
    rows, places = example.rows[start:stop].astype(np.int64), example.places[start:stop]
    rows[:, LANE_START:] = lane.columns(*places.T)
    cells, orders = lane.cells()
    begin = int(orders.searchsorted(places[0, 0], side="right"))
    end = int(orders.searchsorted((places[-1, 2] + HORIZON) * 4 * 128))
    return rows, cells[begin:end], orders[begin:end].searchsorted(places[:, 0], side="right").astype(np.int64)


def _random_shift(example: Example, hidden: bool, chances: Chances, rng: np.random.Generator) -> tuple[int, int]:
    """(change of pitch values, semitones the piece moved by). One that would leave the alphabet stays."""
    semitones = int(rng.integers(-5, 7)) if rng.random() < chances.transpose else 0
    low, high = (int(example.notes[:, 2].min()), int(example.notes[:, 2].max())) if len(example.notes) else (0, 0)
    anchor, tonic = int(example.about[1]), int(example.about[2])
    for by in (semitones, 0):
        told = ANCHOR_UNKNOWN if hidden or tonic < 0 else anchor_of(Key((tonic + by) % 12))
        shift = by + anchor - told
        if low + shift >= 0 and high + shift < PITCH_SIZE:
            return shift, by
    return 0, 0


def _move(rows: Ints, targets: Ints, cells: Ints, shift: int) -> None:
    """Every pitch value `shift` higher and every chord with it; a candidate outside the alphabet is dropped."""
    rows[:, _PITCH_COLUMNS] = _higher(rows[:, _PITCH_COLUMNS], shift)
    rows[:, _CHORD_COLUMNS] = _turned(rows[:, _CHORD_COLUMNS], shift)
    targets[:, PITCH] += np.where(targets[:, PITCH] >= 0, shift, 0)
    targets[:, CHORD] = _turned(targets[:, CHORD] + 1, shift) - 1
    cells[:, CELL_PITCH] = _higher(cells[:, CELL_PITCH], shift)
    cells[:, CELL_CHORD] = _turned(cells[:, CELL_CHORD], shift)


def _higher(values: Ints, shift: int) -> Ints:
    """1 + pitch values (0 unknown)."""
    return np.where((values > 0) & (values + shift > 0) & (values + shift <= PITCH_SIZE), values + shift, 0)


def _turned(values: Ints, shift: int) -> Ints:
    """1 + chord values (0 unknown, 1 no chord)."""
    root, quality = np.divmod(values - 2, len(QUALITIES))
    turned = 2 + (root + shift) % 12 * len(QUALITIES) + quality
    return np.where(values >= 2, np.minimum(turned, CHORDS), values)


def _retell(rows: Ints, example: Example, semitones: int) -> None:
    """Key and registers of a piece that moved."""
    if example.about[2] >= 0:
        rows[:, INDEX["tonic"]] = 1 + (int(example.about[2]) + semitones) % 12
    for part in PARTS:
        if example.means[part]:
            rows[:, _REGISTER + part] = bin_of(float(example.means[part]) + semitones, REGISTER_EDGES[part])
