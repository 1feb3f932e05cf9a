"""What an importer hands over: one tune as heard, in ticks, before it is cut into lead sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.score.harmony import Chord
from musegen_app.score.keys import Key


@dataclass(slots=True)
class RawTune:
    """One tune. Lists are sorted by tick; `meters` and `keys` begin at tick 0.

    `bars` are the bar lines as heard (the start of the first bar, pickup or not, is none); `passes` are
    (tick, block number, part letter) of the form, empty when the file says nothing about it.
    """

    source: str
    name: str  # file or book and number
    title: str
    composer: str = ""
    tune_type: TuneType = TuneType.UNKNOWN
    meters: list[tuple[int, int, int]] = field(default_factory=list)
    keys: list[tuple[int, Key | None]] = field(default_factory=list)
    bars: list[int] = field(default_factory=list)
    notes: list[tuple[int, int, int]] = field(default_factory=list)  # start, duration, pitch
    chords: list[tuple[int, Chord | None]] = field(default_factory=list)
    passes: list[tuple[int, int, str]] = field(default_factory=list)
    end: int = 0
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one tune: bars taken and left out, notes moved to the grid, and why."""

    source: str
    name: str
    bars_used: int
    bars_refused: int
    notes: int
    notes_moved: int
    why: tuple[str, ...] = ()
