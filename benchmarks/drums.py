"""Drums: does the net expect held-out performances, and does what it plays look like them?

    python benchmarks/drums.py DATA CACHE [models/drums-rbm] [--bars 200] [--takes 48]

DATA holds the Groove MIDI set with its info.csv. "valid" are a twelfth of its published training performances, whole
sessions of a style and tempo; "test" is its published validation split, which nothing was chosen on (its published test
split is not in our copy). Chances of cells are means over 40 Gibbs chains; log Z is by annealed importance sampling.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from musegen_app.bundles.drums_graphs import DrumWeights
from musegen_app.bundles.drums_scoring import pattern_nats, touch_nats
from musegen_app.bundles.manifest import read_manifest
from musegen_app.codecs.drums import ACCENT, CELLS, DRUMS, VISIBLES, DrumBar, bars_between, heard_in
from musegen_app.codecs.drums_context import DrumContext, inputs, touch_inputs
from musegen_app.sampling.drums_machine import gibbs
from musegen_app.sampling.drums_writer import DrumsWriter
from musegen_app.sampling.messages import Begin, Hearing, Operation, Steering
from musegen_app.score.model import Note, Score
from musegen_app.score.time import TempoChange, TempoMap
from musegen_app.training.drums_baselines import cell_nats, touch_means
from musegen_app.training.drums_task import TaughtBar
from musegen_app.training.recipes.drums_rbm import read_corpus

CHAINS, SWEEPS, TAKE_BARS = 40, 50, 8
Bars = Sequence[TaughtBar]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("bundle", type=Path, nargs="?", default=Path("models/drums-rbm"))
    parser.add_argument("--bars", type=int, default=200)
    parser.add_argument("--takes", type=int, default=48)
    options = parser.parse_args()
    corpus = read_corpus([options.data], options.cache, 1).bars
    net = DrumWeights(options.bundle, read_manifest(options.bundle))
    for split in ("valid", "test"):
        some = corpus[split][:: max(1, len(corpus[split]) // options.bars)]
        print(f"\n{split}: {len(some)} of {len(corpus[split])} bars")
        likelihood(net, corpus["train"], some)
        played(net, corpus["train"], some)
    cells(net, some)
    look(net, corpus["test"], options.takes)
    speed(net)


def likelihood(net: DrumWeights, train: Bars, some: Bars) -> None:
    """Nats of a bar's pattern beside cells drawn by themselves."""
    nats = pattern_nats(net, [(t.context, t.bar, t.before) for t in some])
    print(f"pattern, nats per bar   net {nats.mean():.2f} (± {nats.std() / len(nats) ** 0.5:.2f})", end="")
    for words, by in (("cells alone", "all"), ("by style", "style"), ("copy of the bar before", "before")):
        print(f" · {words} {cell_nats(train, some, by):.2f}", end="")
    print()


def played(net: DrumWeights, train: Bars, some: Bars) -> None:
    """Velocity and timing: mean absolute errors beside the mean of each drum, soft and loud apart; nats per hit."""
    velocities, offsets = touch_means(train)
    mine, theirs, nats = np.zeros(2), np.zeros(2), np.zeros(2)
    hits = 0
    for t in some:
        touched = net.touch(touch_inputs(t.context, t.bar, t.before, t.bar.pattern()))
        nats += touch_nats(net, t.context, t.bar, t.before)
        for hit in t.bar.hits:
            loud = int(hit.velocity >= ACCENT)
            low, high = (ACCENT, 127) if loud else (1, ACCENT - 1)
            centre, width = touched.velocity[hit.cell], touched.velocity_width[hit.cell]
            guess = middle(centre, width, low - 0.5, high + 0.5), 2 * touched.offset[hit.cell]
            mean = velocities[hit.drum, loud], offsets[hit.drum, loud]
            mine += abs(hit.velocity - guess[0]), abs(hit.offset - guess[1])
            theirs += abs(hit.velocity - mean[0]), abs(hit.offset - mean[1])
            hits += 1
    for i, (words, unit) in enumerate((("velocity", ""), ("offset", " ticks"))):
        print(f"{words:9} error {mine[i] / hits:.1f}{unit}, of the mean {theirs[i] / hits:.1f}{unit};", end=" ")
        print(f"{nats[i] / hits:.2f} nats per hit")


def middle(centre: float, width: float, low: float, high: float) -> float:
    """The median of a logistic distribution cut to low…high."""
    first, last = (0.5 + 0.5 * np.tanh((edge - centre) / width / 2) for edge in (low, high))
    at = np.clip((first + last) / 2, 1e-6, 1 - 1e-6)
    return float(np.clip(centre + width * np.log(at / (1 - at)), low, high))


def cells(net: DrumWeights, some: Bars) -> None:
    """Precision and recall of hits and accents that the net holds for likelier than not, and of the bar before."""
    counts = np.zeros((2, 2, 3))  # net or copy; hits or accents; right, guessed, there
    nothing = np.zeros(VISIBLES, bool)
    for i, t in enumerate(t for t in some if t.before):
        biases = net.biases(inputs(t.context, t.bar, t.before), t.bar.open_visibles())
        begin = t.before[-1].pattern()
        dice = [np.random.default_rng((i, k)) for k in range(CHAINS)]
        share = np.mean([gibbs(net, biases, begin, nothing, d, SWEEPS).pattern for d in dice], axis=0)
        for row, guess in enumerate((share > 0.5, begin)):
            for kind, part in enumerate((slice(0, CELLS), slice(CELLS, None))):
                real = t.bar.pattern()[part]
                counts[row, kind] += (real & guess[part]).sum(), guess[part].sum(), real.sum()
    for row, words in enumerate(("net", "bar before")):
        for kind, what in enumerate(("hits", "accents")):
            right, guessed, there = counts[row, kind]
            print(f"{words:10} {what:8} precision {right / guessed:.3f}  recall {right / there:.3f}")


# ---- how it looks


def look(net: DrumWeights, real: Bars, takes: int) -> None:
    """Takes from nothing (rng seeds 0…, default settings), styles and tempi of real beats, beside those beats."""
    pieces = _pieces(real)
    rng = np.random.default_rng(0)
    drawn = [pieces[i] for i in rng.integers(0, len(pieces), takes)]
    mine = [_take(net, piece[0], seed) for seed, piece in enumerate(drawn)]
    theirs = [[t.bar for t in piece] for piece in pieces]
    print(f"\n{'':34}  real    net")
    for words, figure in _FIGURES.items():
        print(f"{words:34} {figure(theirs):6.2f} {figure(mine):6.2f}")


def _pieces(real: Bars) -> list[list[TaughtBar]]:
    """Beats of at least eight bars of 4/4."""
    pieces: list[list[TaughtBar]] = []
    for t in real:
        if not t.before:
            pieces.append([])
        pieces[-1].append(t)
    return [p for p in pieces if len(p) >= TAKE_BARS and not p[0].context.fill and p[0].bar.ticks == 3840]


def _take(net: DrumWeights, like: TaughtBar, seed: int) -> list[DrumBar]:
    score = Score(tempo=TempoMap((TempoChange(0, round(60_000_000 / like.context.bpm)),)))
    operation = Operation(style=tuple(like.context.style.items()))
    begin = Begin(0, score, 0, 0, 0, TAKE_BARS, Steering(), Hearing(), seed, 1 << 60, True, operation)
    writer = DrumsWriter(begin, net)
    while not writer.complete:
        writer.advance()
    end = writer.end_tick
    notes = [Note(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in writer.notes(0, end)]
    return heard_in(bars_between(score.meter, 0, end), notes)[0]


def _per_bar(pieces: Sequence[Sequence[DrumBar]], drum: int | None = None) -> float:
    counts = [sum(drum is None or hit.drum == drum for hit in bar.hits) for piece in pieces for bar in piece]
    return float(np.mean(counts))


def _off_beat(pieces: Sequence[Sequence[DrumBar]]) -> float:
    """Syncopation: kicks and snares that are neither on a beat nor halfway, among all kicks and snares."""
    slots = [hit.slot % 6 for piece in pieces for bar in piece for hit in bar.hits if hit.drum < 2]
    return float(np.mean([slot not in (0, 3) for slot in slots]))


def _same(pieces: Sequence[Sequence[DrumBar]]) -> float:
    """Cells that are hit in a bar and the one before, among those hit in one of them."""
    shares = []
    for piece in pieces:
        for before, bar in pairwise(piece):
            a, b = before.pattern()[:CELLS], bar.pattern()[:CELLS]
            if (a | b).any():
                shares.append((a & b).sum() / (a | b).sum())
    return float(np.mean(shares))


def _equal(pieces: Sequence[Sequence[DrumBar]]) -> float:
    pairs = [
        (before.pattern()[:CELLS] == bar.pattern()[:CELLS]).all() for piece in pieces for before, bar in pairwise(piece)
    ]
    return float(np.mean(pairs))


def _velocity(pieces: Sequence[Sequence[DrumBar]]) -> float:
    return float(np.mean([hit.velocity for piece in pieces for bar in piece for hit in bar.hits]))


def _spread(pieces: Sequence[Sequence[DrumBar]]) -> float:
    return float(np.std([hit.offset for piece in pieces for bar in piece for hit in bar.hits]))


def _silent(pieces: Sequence[Sequence[DrumBar]]) -> float:
    return float(np.mean([not bar.hits for piece in pieces for bar in piece]))


_FIGURES = {
    "hits per bar": _per_bar,
    **{f"  {name}": (lambda pieces, d=drum: _per_bar(pieces, d)) for drum, name in enumerate(DRUMS)},
    "kicks and snares off the half-beats": _off_beat,
    "hits shared with the bar before": _same,
    "bars equal to the one before": _equal,
    "silent bars": _silent,
    "mean velocity": _velocity,
    "spread of the timing, ticks": _spread,
}


def speed(net: DrumWeights) -> None:
    """Time of 25 Gibbs sweeps, and of a whole bar as the writer writes it (processor time, one thread)."""
    bar = DrumBar(0, 3840)
    biases = net.biases(inputs(DrumContext({"rock": 1.0}, 120.0, False, 2), bar, ()), bar.open_visibles())
    nothing = np.zeros(VISIBLES, bool)
    rounds = []
    for k in range(20):
        start = time.process_time()
        gibbs(net, biases, nothing, nothing, np.random.default_rng(k), 500)
        rounds.append((time.process_time() - start) / 20)
    begin = Begin(0, Score(), 0, 0, 0, 64, Steering(), Hearing(), 0, 1 << 60)
    writer = DrumsWriter(begin, net)
    start = time.process_time()
    while not writer.complete:
        writer.advance()
    each = (time.process_time() - start) / 64
    print(f"\n25 Gibbs sweeps {np.median(rounds) * 1000:.2f} ms, one bar {each * 1000:.1f} ms")


if __name__ == "__main__":
    main()
