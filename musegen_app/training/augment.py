"""What training does to a tune: move it to another key, hide what a request may leave open, fix a part of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.lead import ANCHOR_UNKNOWN, PITCH, PITCH_SIZE, anchor_of
from musegen_app.codecs.lead_context import REGISTER_EDGES, bin_of
from musegen_app.codecs.lead_features import (
    BACK_GROUPS,
    INDEX,
    LANE_START,
    QUALITIES,
    Group,
    Sort,
    columns_of,
    sorted_as,
)
from musegen_app.codecs.lead_lane import KNOWN_NOTE, KNOWN_RHYTHM, Ints, Lane
from musegen_app.score.keys import Key
from musegen_app.training.examples import Example
from musegen_app.training.lead_settings import LeadSettings

HIDEABLE: tuple[Group, ...] = tuple(
    g for g in Group if g not in (Group.METRE, Group.PAST, Group.KEY, Group.LANE, *BACK_GROUPS)
)
_COLUMNS = {g: list(columns_of(g)) for g in Group}
_PITCH_COLUMNS, _CHORD_COLUMNS = list(sorted_as(Sort.PITCH)), list(sorted_as(Sort.CHORD))


@dataclass(frozen=True)
class View:
    """A tune as one epoch sees it: inputs, targets, the lane's cells and each event's row of the lane vectors."""

    rows: Ints
    targets: Ints
    cells: Ints
    cell_index: Ints


def plain_view(example: Example, hidden: tuple[Group, ...] = ()) -> View:
    """Nothing moved, nothing fixed, only these groups hidden: how nets are compared."""
    rows = example.rows.copy()
    for group in hidden:
        rows[:, _COLUMNS[group]] = 0
    empty = Lane.of((), example.anchor)
    return View(rows, example.targets, empty.cells(example.metre), empty.next_index(example.starts))


def view(example: Example, settings: LeadSettings, rng: np.random.Generator) -> View:
    """A random view of a tune, as the settings say."""
    groups = hidden_groups(settings, rng)
    lane = random_lane(example.cells, rng) if rng.random() < settings.lane_share else Lane.of((), example.anchor)
    shift, moved_by = _random_shift(example, Group.KEY in groups, settings, rng)
    rows, targets = example.rows.copy(), example.targets
    rows[:, LANE_START:] = lane.columns(example.starts)
    cells = lane.cells(example.metre)
    if moved_by or shift:
        rows, targets = shifted(rows, shift), shifted_targets(targets, shift)
        cells[:, 4] = np.where(cells[:, 4] > 0, cells[:, 4] + shift, 0)
        _retell(rows, example, moved_by)
    for group in groups:
        rows[:, _COLUMNS[group]] = 0
    return View(rows, targets, cells, lane.next_index(example.starts))


def hidden_groups(settings: LeadSettings, rng: np.random.Generator) -> set[Group]:
    """Which inputs this tune does not tell."""
    if rng.random() < settings.told_everything:
        return set()
    hidden: set[Group] = {g for g in HIDEABLE if rng.random() < settings.hide}
    hidden |= set(BACK_GROUPS) if rng.random() < settings.hide else set()
    hidden |= {g for g in BACK_GROUPS if rng.random() < settings.hide / 2}
    hidden |= {Group.KEY} if rng.random() < settings.hide_key else set()
    return hidden | {Group.BACK_SECTION} if Group.SECTION in hidden else hidden


def _random_shift(
    example: Example, key_hidden: bool, settings: LeadSettings, rng: np.random.Generator
) -> tuple[int, int]:
    """(change of pitch values, semitones the tune moved by). A tune that would leave the alphabet stays."""
    semitones = int(rng.integers(-5, 7)) if rng.random() < settings.transpose else 0
    pitches = example.targets[:, PITCH][example.targets[:, PITCH] >= 0]
    low, high = (int(pitches.min()), int(pitches.max())) if len(pitches) else (0, 0)
    for by in (semitones, 0):
        shift = by + example.anchor - _anchor(example, key_hidden, by)
        if low + shift >= 0 and high + shift < PITCH_SIZE:
            return shift, by
    return 0, 0


def _anchor(example: Example, key_hidden: bool, semitones: int) -> int:
    if key_hidden or example.tonic < 0:
        return ANCHOR_UNKNOWN
    return anchor_of(Key((example.tonic + semitones) % 12))


def shifted(rows: Ints, shift: int) -> Ints:
    """Rows of the same tune with every pitch value moved by `shift`; a candidate outside the alphabet is dropped."""
    out = rows.copy()
    pitches = out[:, _PITCH_COLUMNS]
    moved = pitches + shift
    out[:, _PITCH_COLUMNS] = np.where((pitches > 0) & (moved > 0) & (moved <= PITCH_SIZE), moved, 0)
    chords = out[:, _CHORD_COLUMNS]
    root, quality = np.divmod(chords - 2, len(QUALITIES))
    out[:, _CHORD_COLUMNS] = np.where(chords >= 2, 2 + (root + shift) % 12 * len(QUALITIES) + quality, chords)
    return out


def shifted_targets(targets: Ints, shift: int) -> Ints:
    out = targets.copy()
    out[:, PITCH] = np.where(targets[:, PITCH] >= 0, targets[:, PITCH] + shift, -1)
    return out


def _retell(rows: Ints, example: Example, semitones: int) -> None:
    """Key and register of a tune that moved."""
    if example.tonic >= 0:
        rows[:, INDEX["tonic"]] = 1 + (example.tonic + semitones) % 12
    rows[:, INDEX["register"]] = bin_of(example.mean_pitch + semitones, REGISTER_EDGES)


def random_lane(full: Lane, rng: np.random.Generator) -> Lane:
    """Fix a part of a tune: its end, a span, all but a hole, random cells, or the rhythm from somewhere on."""
    n = full.size
    index = np.arange(n)
    a, b = sorted(rng.integers(0, n + 1, 2)) if n else (0, 0)
    kinds = full.kinds
    match rng.choice(5, p=(0.2, 0.25, 0.2, 0.15, 0.2)):
        case 0:
            keep = index >= n - rng.integers(1, 9)
        case 1:
            keep = (index >= a) & (index < min(b, a + 48))
        case 2:
            keep = (index < a) | (index >= min(b, a + 48))
        case 3:
            keep = rng.random(n) < rng.random()
        case _:
            keep = index >= a
            kinds = np.where(kinds == KNOWN_NOTE, KNOWN_RHYTHM, kinds)
    pitches = np.where(kinds == KNOWN_NOTE, full.pitches, 0)
    return Lane(full.starts[keep], full.ends[keep], kinds[keep], pitches[keep])
