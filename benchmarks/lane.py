"""What the constraint lane is worth: nats per note inside a two-bar hole in the middle of unseen tunes.

`python benchmarks/lane.py DATA CACHE models/folk-lstm [--json FILE]`. Three requests for the same hole: nothing fixed,
all that comes after the hole fixed, and the rhythm of the hole and of what follows fixed. The rows without look-back
hide what stood bars ago, so that only the lane and the LSTM can help.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from figures import asked, write_figures

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead import Kind, encode, fields_of, one_voice
from musegen_app.codecs.lead_context import KnownNote, LeadContext, context_of, lane_of
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.training.corpus import load_corpus

HOLE_BARS = 2
SHORTEST_BARS = 12


@dataclass
class Cost:
    """Nats by field, and notes, inside the holes."""

    nats: np.ndarray
    notes: int = 0


def hole_of(sheet: LeadSheet, rng: np.random.Generator) -> tuple[int, int] | None:
    """Grid span of a hole somewhere in the middle, None for a short tune."""
    bars = (sheet.length - sheet.pickup) // sheet.bar
    if bars < SHORTEST_BARS:
        return None
    start = sheet.pickup + sheet.bar * int(rng.integers(2, bars - 6))
    return start, start + HOLE_BARS * sheet.bar


def requests(sheet: LeadSheet, hole: tuple[int, int]) -> dict[str, LeadContext]:
    """The three lanes for one hole."""
    cells = lane_of(tuple(one_voice(sheet.notes, sheet.length)), sheet.length)
    after = tuple(c for c in cells if c.start >= hole[1])
    rhythm: tuple[KnownNote, ...] = tuple(replace(c, pitch=None) for c in cells if c.start >= hole[0])
    told = context_of(sheet)
    return {
        "nothing fixed": told,
        "what follows fixed": replace(told, lane=after),
        "rhythm fixed": replace(told, lane=rhythm),
    }


def add_cost(cost: Cost, graphs: StepGraphs, sheet: LeadSheet, context: LeadContext, hole: tuple[int, int]) -> None:
    """Feed the true tune up to the end of the hole and count what its events inside cost."""
    tracker = LeadTracker(context)
    vectors, state = graphs.lane_vectors(tracker.lane.cells(tracker.metre)), graphs.zero_state()
    for event in encode(sheet.notes, sheet.length, context.metre, context.anchor):
        if tracker.position >= hole[1]:
            break
        hidden, state = graphs.step(state, tracker.features()[None], vectors[tracker.lane_index][None])
        if tracker.position >= hole[0]:
            values = np.array([event.fields])
            for field in fields_of(event.kind):
                cost.nats[field] -= float(graphs.head(field, hidden, values[:, :field])[0, values[0, field]])
            cost.notes += event.kind is Kind.NOTE
        tracker.push(event)


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    (data, cache, bundle), json_file = asked(__doc__, arguments, "DATA", "CACHE", "BUNDLE")
    graphs, rng = StepGraphs(bundle), np.random.default_rng(0)
    costs: dict[str, Cost] = {}
    for sheet in [s for s in load_corpus(data, cache) if s.split == "valid"][::2]:
        if (hole := hole_of(sheet, rng)) is None:
            continue
        for name, context in requests(sheet, hole).items():
            for look_back in (True, False):
                row = name if look_back else f"{name}, no look-back"
                cost = costs.setdefault(row, Cost(np.zeros(3)))
                add_cost(cost, graphs, sheet, replace(context, look_back=look_back), hole)
    found = {
        row: {"nats per note": c.nats.sum() / c.notes, "of it rhythm": c.nats[:2].sum() / c.notes}
        for row, c in sorted(costs.items())
    }
    print(f"{'':36}{'nats per note':>14}{'of it rhythm':>14}")
    for row, values in found.items():
        print(f"{row:36}" + "".join(f"{value:14.3f}" for value in values.values()))
    write_figures(json_file, found)


if __name__ == "__main__":
    main(sys.argv[1:])
