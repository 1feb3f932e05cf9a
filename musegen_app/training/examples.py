"""Tunes as arrays: every tune goes once through the tracker; hiding and transposing happen later, on the arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.lead import Kind, Metre, encode, one_voice
from musegen_app.codecs.lead_context import context_of, lane_of
from musegen_app.codecs.lead_lane import Ints, Lane
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.codecs.lead_tracker import LeadTracker


@dataclass(frozen=True)
class Example:
    """One tune (or a window of one). `rows` (n, WIDTH), `targets` (n, 3) with -1 where a field is not drawn,
    `starts` (n,) the grid position of each event, `cells` all notes and rests as a full lane."""

    rows: Ints
    targets: Ints
    starts: Ints
    cells: Lane
    metre: Metre
    anchor: int
    tonic: int  # -1 unknown
    mean_pitch: float
    quarters: float

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def notes(self) -> int:
        return int((self.targets[:, 0] == Kind.NOTE).sum())

    def window(self, start: int, stop: int) -> Example:
        """Events start…stop; their inputs still know the whole past. Quarters are shared out by events."""
        part = slice(start, stop)
        share = (min(stop, self.size) - start) / self.size
        return Example(
            self.rows[part],
            self.targets[part],
            self.starts[part],
            self.cells,
            self.metre,
            self.anchor,
            self.tonic,
            self.mean_pitch,
            self.quarters * share,
        )


def example_of(sheet: LeadSheet) -> Example:
    """A tune with everything told that is known of it, and an empty lane."""
    context = context_of(sheet)
    tracker = LeadTracker(context)
    events = encode(sheet.notes, sheet.length, context.metre, context.anchor)
    rows, starts = [], []
    for event in events:
        rows.append(tracker.features())
        starts.append(tracker.position)
        tracker.push(event)
    melody = tuple(one_voice(sheet.notes, sheet.length))
    pitches = [n.pitch for n in melody] or [0]
    return Example(
        np.stack(rows),
        np.array([e.fields for e in events], np.int64),
        np.array(starts, np.int64),
        Lane.of(lane_of(melody, sheet.length), context.anchor),
        context.metre,
        context.anchor,
        sheet.key.tonic if sheet.key else -1,
        sum(pitches) / len(pitches),
        sheet.length / 12,
    )


def examples_of(sheets: Iterable[LeadSheet], longest: int) -> list[Example]:
    """All tunes, the long ones in windows of at most `longest` events."""
    out: list[Example] = []
    for sheet in sheets:
        example = example_of(sheet)
        parts = -(-example.size // longest)
        step = -(-example.size // parts)
        out += [example.window(i * step, (i + 1) * step) for i in range(parts)] if parts > 1 else [example]
    return out
