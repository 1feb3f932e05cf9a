"""How much of the training tunes stands in takes, over the whole range of the originality control?

    python benchmarks/copying.py DATA CACHE [--bundle models/folk-lstm] [--takes 200] [--bars 16] [--json FILE]

DATA and CACHE as for benchmarks/originality.py. Takes 0, 1, … from nothing, in metres and keys by turns, default
settings but for the control. Compared note for note with all training tunes (intervals and ratios of note distances,
so in any key and at any tempo), not by the index that steers: the longest run of notes that a take shares with one of
them; also the share of takes for which the meter names a tune. Beside it the longest run of as many notes of held-out
tunes, and what the control costs: nats per note of the net itself, milliseconds of processor time a take, notes, takes
that had to be mended.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from figures import write_figures
from numpy.typing import NDArray

from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.keys import Key
from musegen_app.score.model import Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.training.corpus import load_corpus

VALUES = (0.0, 0.25, 0.5, 0.75, 1.0)
CONDITIONS = ((4, 4, 2), (6, 8, 7), (4, 4, 9), (3, 4, 0))  # metre and tonic
LONGEST = 48
PRIME = 0x100000001B3
Line = Sequence[tuple[int, int]]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Known:
    """All runs of n notes in the training tunes, as sorted hashes, for each n."""

    runs: dict[int, Ints]

    def longest(self, line: Line) -> int:
        """Notes of the longest run of `line` that stands in a training tune."""
        return max((n for n, some in hashes([line]) if among(some, self.runs[n])), default=1)


def among(some: Ints, rising: Ints) -> bool:
    """Is any of `some` in `rising`?"""
    return bool((rising[np.minimum(np.searchsorted(rising, some), len(rising) - 1)] == some).any())


def hashes(lines: Sequence[Line]) -> Iterator[tuple[int, Ints]]:
    """For n = 2 … LONGEST, one number for every n notes in a row: their n - 1 intervals and the n - 2 ratios of the
    gaps between them."""
    first, later = (np.concatenate(parts) for parts in zip(*map(steps, lines), strict=True))
    ends = np.cumsum([len(line) for line in lines])
    left = np.repeat(ends, [len(line) for line in lines]) - np.arange(len(first)) - 1  # steps to the end of the line
    now = first
    for n in range(2, LONGEST + 1):
        here = np.flatnonzero(left >= n - 1)
        if not len(here):
            return
        yield n, np.unique(now[here])
        now = (now * PRIME + np.roll(later, 1 - n)).astype(np.int64)


def steps(line: Line) -> tuple[Ints, Ints]:
    """For each note a number for the interval to the next one, and one for interval and ratio of the gaps; the last
    note has none."""
    table = np.array(line, np.int64).reshape(-1, 2)
    interval = np.append(np.diff(table[:, 1]), 0)
    gaps = np.append(np.maximum(np.diff(table[:, 0]), 1), 1)
    ratio = np.rint(100 * np.log2(gaps / np.roll(gaps, 1))).astype(np.int64)
    return interval + 500, interval + 500 + 1_000 * (ratio + 5_000)


def known(sheets: Sequence[LeadSheet]) -> Known:
    return Known(dict(hashes([line_of(s) for s in sheets if len(s.notes) > 1])))


def line_of(sheet: LeadSheet) -> Line:
    return [(n.start, n.pitch) for n in sheet.notes]


def takes(bundle: LoadedBundle, options: Namespace, value: float) -> list[Take]:
    made: list[Take] = []
    for i, (numerator, denominator, tonic) in enumerate(CONDITIONS):
        meter = MeterMap((MeterChange(0, numerator, denominator),), 0)
        blank = Score(tracks=(Track("Melody"),), meter=meter)
        steering = Steering(originality=value)
        begin = begin_of(blank, blank.tracks[0].id, options.bars, steering, Hearing(key=Key(tonic)), i)
        made += generate_batch(bundle, replace(begin, with_chords=False), options.takes // len(CONDITIONS))
    return made


def measured(tunes: Known, index: OriginalityIndex, made: Sequence[Take], seconds: float) -> dict[str, float]:
    named = [index.nearest([(n.start_tick, n.pitch) for n in take.notes]) for take in made]
    return compared(tunes, [[(n.start_tick, n.pitch) for n in take.notes] for take in made]) | {
        "named": float(np.mean([p is not None for p in named])),
        "nats_per_note": -float(np.mean([np.mean(take.logp) for take in made])),
        "notes": float(np.mean([len(take.notes) for take in made])),
        "mended": float(np.mean([bool(take.recovered) for take in made])),
        "ms": 1e3 * seconds / len(made),
    }


def compared(tunes: Known, lines: Sequence[Line]) -> dict[str, float]:
    longest = [tunes.longest(line) for line in lines]
    return {
        "mean": float(np.mean(longest)),
        "sd": float(np.std(longest)),
        "p50": float(np.median(longest)),
        "p90": float(np.quantile(longest, 0.9)),
        "longest": float(max(longest)),
        "over_12": float(np.mean(np.array(longest) > 12)),
    }


def main() -> None:
    parser = ArgumentParser(description="How much of the training tunes stands in takes?")
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--bundle", type=Path, default=Path("models/folk-lstm"))
    parser.add_argument("--takes", type=int, default=200)
    parser.add_argument("--bars", type=int, default=16)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sheets = [s for s in load_corpus(options.data, options.cache) if s.notes]
    tunes, bundle = known([s for s in sheets if s.split == "train"]), open_bundle(str(options.bundle))
    assert bundle.index is not None, "the bundle does not tell what it learned from"
    rows: dict[str, dict[str, float]] = {}
    for value in VALUES:
        begun = time.process_time()
        made = takes(bundle, options, value)
        rows[f"{value:g}"] = measured(tunes, bundle.index, made, time.process_time() - begun)
        show(f"{value:g}", rows[f"{value:g}"])
    notes = round(np.mean([r["notes"] for r in rows.values()]))
    held = [line_of(s)[:notes] for s in sheets if s.split != "train" and len(s.notes) >= notes]
    rows["held-out tunes"] = compared(tunes, held)
    show("held-out tunes", rows["held-out tunes"])
    write_figures(options.json, rows)


def show(name: str, row: dict[str, float]) -> None:
    print(f"{name:16}" + "  ".join(f"{key} {value:.2f}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
