"""Pieces for benchmarks/style.py: the same opening bars of reference files, and takes of a bundle of any codec."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.drums import CLASS_OF, GM_PITCHES
from musegen_app.formats.catalog import read_any
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.estimate import FOLK_MODES, estimate_key, triples
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from musegen_app.session.measuring import music_files

_STROKE = 120  # ticks
FEWEST_NOTES = 16
FEWEST_BARS = 4


@dataclass(frozen=True)
class Piece:
    """Opening bars of a piece or a take: `notes` sorted (onset, duration, pitch) in ticks from the beginning;
    `tonic` is estimated, None for drums."""

    name: str
    notes: tuple[tuple[int, int, int], ...]
    meter: MeterChange
    pickup: int
    bars: int
    tonic: int | None
    us_per_quarter: int
    file: Path | None = None

    @property
    def bar(self) -> int:
        return self.meter.bar_ticks

    @property
    def end(self) -> int:
        """Ticks of pickup and bars."""
        return self.pickup + self.bars * self.bar

    def line(self, highest: bool = True) -> list[tuple[int, int]]:
        """(onset, pitch) of the highest (or lowest) note of each onset."""
        found: dict[int, int] = {}
        for onset, _, pitch in self.notes:
            found[onset] = (max if highest else min)(pitch, found.get(onset, pitch))
        return sorted(found.items())


def reference(folder: Path, most: int, bars: int, drums: bool, joined: bool = False) -> list[Piece]:
    """The first `bars` bars of at most `most` files, drawn by their names; those too short are left out. `joined`: see
    `with_repeats_joined`."""
    files = music_files([folder])
    random.Random(1).shuffle(files)
    found: list[Piece] = []
    for file in files:
        if len(found) == most:
            break
        try:
            piece = opening(file.stem, read_any(file), bars, drums)
        except MuseGenError as problem:
            print(f"left out: {problem}")
            continue
        if piece is not None:
            found.append(replace(with_repeats_joined(piece) if joined else piece, file=file))
    return found


def opening(name: str, score: Score, bars: int, drums: bool) -> Piece | None:
    """None where the opening holds no music: its metre changes too soon, or hardly anything sounds."""
    notes = [n for t in score.tracks if t.is_drums == drums for n in t.notes]
    meter, pickup = score.meter.changes[0], score.meter.pickup_ticks
    until = score.meter.changes[1].tick if len(score.meter.changes) > 1 else max((n.end_tick for n in notes), default=0)
    count = min(bars, (until - pickup + meter.bar_ticks // 2) // meter.bar_ticks)
    inside = [n for n in notes if n.start_tick < pickup + count * meter.bar_ticks]
    if count < FEWEST_BARS or len(inside) < FEWEST_NOTES:
        return None
    return _piece(name, inside, meter, pickup, count, score.tempo.changes[0].us_per_quarter, drums)


def with_repeats_joined(piece: Piece) -> Piece:
    """A note that begins where one of the same pitch ends goes on with it: some sets do not say which is which."""
    rows: list[tuple[int, int, int]] = []
    last: dict[int, int] = {}
    for onset, duration, pitch in piece.notes:
        at = last.get(pitch)
        if at is not None and rows[at][0] + rows[at][1] == onset:
            rows[at] = (rows[at][0], rows[at][1] + duration, pitch)
        else:
            last[pitch] = len(rows)
            rows.append((onset, duration, pitch))
    return replace(piece, notes=tuple(sorted(rows)))


def _piece(
    name: str, notes: Sequence[Note], meter: MeterChange, pickup: int, bars: int, us_per_quarter: int, drums: bool
) -> Piece:
    end = pickup + bars * meter.bar_ticks
    rows = sorted((n.start_tick, min(n.duration_ticks, end - n.start_tick), n.pitch) for n in notes)
    if drums:  # a kit has several pitches for one drum, and how long a stroke is written says nothing
        rows = sorted({(onset, _STROKE, GM_PITCHES[CLASS_OF[pitch]]) for onset, _, pitch in rows if pitch in CLASS_OF})
    key = None if drums else estimate_key(triples(notes), FOLK_MODES, finished=True)[0]
    return Piece(name, tuple(rows), meter, pickup, bars, key.tonic if key else None, us_per_quarter)


def takes(
    bundle: LoadedBundle, conditions: Sequence[Piece], drums: bool, say: Callable[[int], None]
) -> tuple[list[Piece], int]:
    """Take i from nothing: rng seed i, default settings, the metre, tempo and number of bars of condition i.

    Also how many of them were mended.
    """
    made: list[Piece] = []
    mended = 0
    for i, like in enumerate(conditions):
        blank = Score(
            tracks=(Track("Drums", channel=9) if drums else Track("Melody"),),
            meter=MeterMap((like.meter,), 0),
            tempo=TempoMap((TempoChange(0, like.us_per_quarter),)),
        )
        begin = begin_of(blank, blank.tracks[0].id, like.bars, Steering(), Hearing(), i)
        (take,) = generate_batch(bundle, begin, 1)
        mended += bool(take.recovered)
        made.append(_piece(f"take {i}", take.notes, like.meter, 0, like.bars, like.us_per_quarter, drums))
        say(i + 1)
    return made, mended
