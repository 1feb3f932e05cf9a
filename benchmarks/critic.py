"""Does the critic mean anything? Real continuations of held-out tunes against bad ones, judged by the same code.

    python benchmarks/critic.py DATA CACHE [--bundle models/folk-lstm] [--tunes 100] [--split test] [--json FILE]

The first eight bars of a held-out tune are the seed, and these go on for eight bars more: the tune itself, a take at
default settings, one at high temperatures without top-p, the tune's next bar eight times (a loop), one note in quavers,
and the tune with its pitches shuffled. All are booked with the net's own nats. Printed: the mean of each mark, the
share of pairs in which the real one has the better total (AUC), and milliseconds a judgement.
"""

from __future__ import annotations

import random
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from figures import write_figures

from musegen_app.codecs.lead import LeadEvent, encode, fields_of, grid_of
from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadNote, LeadSheet
from musegen_app.sampling.continuation import Continuation, Step
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.judging import judged
from musegen_app.sampling.lead_writer import LeadWriter, listen_leads
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Hearing, Steering
from musegen_app.sampling.offline import FAR, generate_batch
from musegen_app.sampling.take import Take
from musegen_app.sampling.writing import note_of
from musegen_app.score.keys import KeyChange
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.training.corpus import load_corpus

BARS = 8
HOT = Steering(pitch_temperature=1.6, rhythm_temperature=1.6, top_p=1.0)
PARTS = ("total", "probability", "originality", "form", "rules")
Notes = tuple[LeadNote, ...]


@dataclass(frozen=True)
class Seeded:
    """A held-out tune, cut after eight bars: the question to the net, and how the tune goes on."""

    begin: Begin
    seed: Notes
    real: Notes
    start: int
    bar: int

    @property
    def end(self) -> int:
        return self.start + BARS * self.bar


def seeded(sheet: LeadSheet, rng_seed: int) -> Seeded | None:
    """None for a tune that is too short or has a note across the cut."""
    change = MeterChange(0, sheet.numerator, sheet.denominator)
    bar = change.bar_ticks // TICKS_PER_GRID
    start = sheet.pickup + BARS * bar
    seed = tuple(n for n in sheet.notes if n.start < start)
    real = tuple(n for n in sheet.notes if start <= n.start < start + BARS * bar)
    if sheet.length < start + BARS * bar or not seed or not real or seed[-1].start + seed[-1].duration > start:
        return None
    if seed[-1].start + seed[-1].duration < start or seed[0].start >= sheet.pickup + bar:
        return None  # rests at the cut or the beginning: the sampler would take another bar line for the first
    meter = MeterMap((change,), sheet.pickup * TICKS_PER_GRID)
    track = Track("Melody").with_notes([_note(n) for n in seed])
    keys = (KeyChange(0, sheet.key),) if sheet.key else ()
    score = Score(tracks=(track,), meter=meter, keys=keys)
    begin = Begin(0, score, track.id, 0, start * TICKS_PER_GRID, BARS, Steering(), Hearing(), rng_seed, FAR, False)
    return Seeded(begin, seed, real, start, bar)


def _note(note: LeadNote) -> Note:
    return Note(note.start * TICKS_PER_GRID, note.duration * TICKS_PER_GRID, note.pitch)


def given(bundle: LoadedBundle, asked: Seeded, notes: Notes) -> Take:
    """`notes` as if the net had written them: with its nats for each."""
    writer = LeadWriter(asked.begin, bundle.opened)
    listen_leads([writer])
    take, frame = writer.take, writer.view.frame
    tracker = take.sampler.tracker
    moved = tuple(replace(n, start=frame.nearest(n.start * TICKS_PER_GRID)) for n in notes)
    at = 0
    for event in encode(moved, take.end, tracker.metre, tracker.context.anchor, end=False):
        length = grid_of(event.duration, tracker.metre.to_bar_end(at))
        if at >= take.start:
            take.book(Step(event, at, fed(take, event)))
        at += length
    written = [note_of(w, writer.view) for w in take.written(take.start, take.end)]
    new = tuple(Note(w.start_tick, w.duration_ticks, w.pitch, w.velocity) for w in written)
    return replace(
        Take.begun(asked.begin, bundle.name),
        notes=new,
        logp=tuple(w.logp for w in written),
        end_tick=writer.end_tick,
        done=True,
    )


def fed(take: Continuation, event: LeadEvent) -> float:
    """What the net thinks of `event`, which then has happened."""
    sampler = take.sampler
    hidden, sampler.state = take.net.step(sampler.state, *sampler.inputs())
    chosen = np.array([event.fields], np.int64)
    nats = sum(
        float(take.net.head(f, hidden, chosen[:, :f] if f else None)[0, chosen[0, f]]) for f in fields_of(event.kind)
    )
    sampler.tracker.push(event)
    return nats


def looped(asked: Seeded) -> Notes:
    """The first bar again and again."""
    first = [n for n in asked.real if n.start < asked.start + asked.bar]
    return tuple(replace(n, start=n.start + k * asked.bar) for k in range(BARS) for n in first)


def one_note(asked: Seeded) -> Notes:
    return tuple(LeadNote(at, 6, asked.seed[-1].pitch) for at in range(asked.start, asked.end, 6))


def shuffled(asked: Seeded) -> Notes:
    pitches = [n.pitch for n in asked.real]
    random.Random(1).shuffle(pitches)
    return tuple(replace(n, pitch=p) for n, p in zip(asked.real, pitches, strict=True))


Maker = Callable[[LoadedBundle, Seeded], Take]
GROUPS: dict[str, Maker] = {
    "real": lambda bundle, asked: given(bundle, asked, asked.real),
    "take": lambda bundle, asked: generate_batch(bundle, asked.begin, 1)[0],
    "hot": lambda bundle, asked: generate_batch(bundle, replace(asked.begin, steering=HOT), 1)[0],
    "loop": lambda bundle, asked: given(bundle, asked, looped(asked)),
    "one note": lambda bundle, asked: given(bundle, asked, one_note(asked)),
    "shuffled": lambda bundle, asked: given(bundle, asked, shuffled(asked)),
}


def auc(good: Sequence[float], bad: Sequence[float]) -> float:
    """Share of pairs in which the good one is ahead; ties count half."""
    a, b = np.array(good)[:, None], np.array(bad)[None]
    return float(((a > b) + 0.5 * (a == b)).mean())


def main() -> None:
    parser = ArgumentParser(description="Does the critic mean anything?")
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--bundle", type=Path, default=Path("models/folk-lstm"))
    parser.add_argument("--tunes", type=int, default=100)
    parser.add_argument("--split", default="test")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    bundle = open_bundle(str(options.bundle))
    sheets = [s for s in load_corpus(options.data, options.cache) if s.split == options.split and s.notes]
    random.Random(0).shuffle(sheets)
    asked = [a for i, s in enumerate(sheets) if (a := seeded(s, i)) is not None][: options.tunes]
    marks: dict[str, list[Critique]] = {name: [] for name in GROUPS}
    seconds = 0.0
    for one in asked:
        for name, make in GROUPS.items():
            take = make(bundle, one)
            begun = time.process_time()
            marks[name].append(judged(take, one.begin.score, bundle).critique)
            seconds += time.process_time() - begun
    report(marks, options.json, 1e3 * seconds / (len(asked) * len(GROUPS)))


def report(marks: dict[str, list[Critique]], out: Path | None, ms: float) -> None:
    rows: dict[str, dict[str, float]] = {}
    print(f"{'':12}" + "".join(f"{p:>13}" for p in (*PARTS, "AUC")))
    for name, some in marks.items():
        rows[name] = {p: float(np.mean([getattr(c, p) for c in some])) for p in PARTS}
        rows[name]["auc"] = auc([c.total for c in marks["real"]], [c.total for c in some])
        print(f"{name:12}" + "".join(f"{v:13.2f}" for v in rows[name].values()))
    print(f"\n{len(marks['real'])} tunes, {ms:.2f} ms a judgement")
    write_figures(out, rows | {"ms": {"judgement": ms}})


if __name__ == "__main__":
    sys.exit(main())
