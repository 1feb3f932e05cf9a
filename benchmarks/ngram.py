"""The net against the best n-gram: nats per note on held-out families, all notes and first hearings only.

`python benchmarks/ngram.py DATA CACHE models/folk-lstm [--json FILE]`. Tunes are heard with their repeats, so a net
that remembers saves on every repeat what no n-gram can; "first hearings" counts only the events of sections that are
heard for the first time (tunes of unknown form count as a whole). `told`: the net knows length, form, chords and tune
type; `bare`: metre and key only, like the n-gram; `no look-back`: nor what stood bars ago. The shapes of the n-gram
are those that `musegen_app.training.ngram` chose.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from figures import asked, write_figures

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.codecs.lead import Kind, encode, fields_of, grid_of
from musegen_app.codecs.lead_context import LeadContext, bare, context_of
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.training.corpus import load_corpus
from musegen_app.training.ngram import History, NGram, Shape, Smoothing, steps_of_sheet

SHAPES = (
    Shape(3, History.FIELD, Smoothing.KNESER_NEY, 2, 0.75),
    Shape(5, History.FIELD, Smoothing.KNESER_NEY, 0, 0.9),
    Shape(5, History.EVENTS, Smoothing.KNESER_NEY, 2, 0.9, knows_mode=True),
)
BATCH = 32


@dataclass
class Sums:
    """Nats and notes, of everything and of first hearings."""

    nats: float = 0.0
    notes: int = 0
    first_nats: float = 0.0
    first_notes: int = 0

    def add(self, nats: float, note: bool, first: bool) -> None:
        self.nats += nats
        self.notes += note
        if first:
            self.first_nats += nats
            self.first_notes += note

    @property
    def figures(self) -> tuple[float, float]:
        return self.nats / self.notes, self.first_nats / self.first_notes


def first_hearings(sheet: LeadSheet) -> list[bool]:
    """For every event of the tune whether it is heard for the first time."""
    context = context_of(sheet)
    starts = [s.start for s in sheet.sections]
    position, flags = 0, []
    for event in encode(sheet.notes, sheet.length, context.metre, context.anchor):
        index = bisect_right(starts, position) - 1
        flags.append(index < 0 or sheet.sections[index].repeat == 0)
        if event.kind is not Kind.END:
            position += grid_of(event.duration, context.metre.to_bar_end(position))
    return flags


def ngram_sums(model: NGram, sheets: Sequence[LeadSheet]) -> Sums:
    sums = Sums()
    for sheet in sheets:
        for step, first in zip(steps_of_sheet(sheet), first_hearings(sheet), strict=True):
            nats = sum(model.models[field].nats(step) for field in fields_of(step.event[0]))
            sums.add(nats, step.event[0] == Kind.NOTE, first)
    return sums


def net_sums(graphs: StepGraphs, sheets: Sequence[LeadSheet], told: bool, look_back: bool = True) -> Sums:
    sums = Sums()
    ordered = sorted(sheets, key=lambda s: len(s.notes))
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        contexts = [context_of(s) if told else bare(context_of(s)) for s in some]
        _net_batch(sums, graphs, some, [replace(c, look_back=look_back) for c in contexts])
    return sums


def _net_batch(sums: Sums, graphs: StepGraphs, sheets: Sequence[LeadSheet], contexts: Sequence[LeadContext]) -> None:
    trackers = [LeadTracker(c) for c in contexts]
    events = [encode(s.notes, s.length, c.metre, c.anchor) for s, c in zip(sheets, contexts, strict=True)]
    flags = [first_hearings(s) for s in sheets]
    alive, state, step = list(range(len(sheets))), graphs.zero_state(len(sheets)), 0
    while alive:
        rows = np.stack([trackers[i].features() for i in alive])
        hidden, state = graphs.step(state, rows, np.zeros((len(alive), graphs.lane_size), np.float32))
        for row, i in enumerate(alive):
            event = events[i][step]
            values = np.array([event.fields], np.int64)
            nats = -sum(
                float(graphs.head(f, hidden[row : row + 1], values[:, :f])[0, values[0, f]])
                for f in fields_of(event.kind)
            )
            sums.add(nats, event.kind is Kind.NOTE, flags[i][step])
            trackers[i].push(event)
        step += 1
        going_on = [k for k, i in enumerate(alive) if len(events[i]) > step]
        alive, state = [alive[k] for k in going_on], state[going_on]


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    (data, cache, bundle), json_file = asked(__doc__, arguments, "DATA", "CACHE", "BUNDLE")
    corpus = load_corpus(data, cache)
    model = NGram(SHAPES)
    model.fit([steps_of_sheet(s) for s in corpus if s.split == "train"])
    graphs = StepGraphs(bundle)
    found: dict[str, dict[str, float]] = {}
    for split in ("valid", "test"):
        sheets = [s for s in corpus if s.split == split]
        columns = {
            "n-gram": ngram_sums(model, sheets),
            "bare": net_sums(graphs, sheets, told=False),
            "told": net_sums(graphs, sheets, told=True),
            "bare, no look-back": net_sums(graphs, sheets, told=False, look_back=False),
            "told, no look-back": net_sums(graphs, sheets, told=True, look_back=False),
        }
        for i, name in enumerate(("all notes", "first hearings")):
            found[f"{split}, {name}"] = {column: sums.figures[i] for column, sums in columns.items()}
    show(found)
    write_figures(json_file, found)


def show(found: dict[str, dict[str, float]]) -> None:
    """Nats per note, and under each column of the net how far it is below the n-gram."""
    names = list(next(iter(found.values())))
    print(f"{'nats per note':24}" + "".join(f"{name:>20}" for name in names))
    for row, values in found.items():
        print(f"{row:24}" + "".join(f"{values[name]:20.3f}" for name in names))
        print(f"{'':24}{'':20}" + "".join(f"{values[name] / values['n-gram'] - 1:20.1%}" for name in names[1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
