"""ABC elements laid out in time: one voice as heard becomes notes, bar lines and marks on ticks."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_elements import Bar, Element, KeyMark, MeterMark, Sound, SymbolMark, TempoMark
from musegen_app.formats.abc_form import Heard
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER

_MAX_QUARTERS = 200_000


@dataclass(frozen=True, slots=True)
class TimedPass:
    """One pass through a block of the form: where it starts, in ticks, which block, its part letter."""

    start_tick: int
    block: int
    part: str


@dataclass(slots=True)
class Timed:
    """One voice as heard, in ticks: notes (start, length, pitch), bar lines, marks and the passes of the form."""

    notes: list[tuple[int, int, int]] = field(default_factory=list)
    bars: list[int] = field(default_factory=list)
    meters: list[tuple[int, int, int]] = field(default_factory=list)
    keys: list[tuple[int, Key | None]] = field(default_factory=list)
    tempi: list[tuple[int, float]] = field(default_factory=list)
    symbols: list[tuple[int, str]] = field(default_factory=list)
    passes: list[TimedPass] = field(default_factory=list)
    end: int = 0


def _ticks(quarters: Fraction) -> int:
    return round(quarters * TICKS_PER_QUARTER)


class _Clock:
    """Lays the elements of one voice out in time."""

    def __init__(self) -> None:
        self.timed = Timed()
        self.now = Fraction(0)
        self.open: dict[int, tuple[int, int]] = {}  # pitch -> (index of the tied note, tick where it ends)

    def play(self, part: Heard) -> None:
        self.timed.passes.append(TimedPass(_ticks(self.now), part.block, part.part))
        for element in part.elements:
            self._element(element)

    def _element(self, element: Element) -> None:
        tick = _ticks(self.now)
        match element:
            case Sound():
                self._sound(element, tick)
            case Bar():
                self.timed.bars.append(tick)
            case MeterMark(numerator, denominator):
                self.timed.meters.append((tick, numerator, denominator))
            case KeyMark(signature):
                self.timed.keys.append((tick, signature.key))
            case TempoMark(bpm):
                self.timed.tempi.append((tick, bpm))
            case SymbolMark(text):
                self.timed.symbols.append((tick, text))
            case _:
                pass

    def _sound(self, sound: Sound, tick: int) -> None:
        self.now += sound.quarters
        if self.now > _MAX_QUARTERS:
            raise FileFormatError("This ABC tune lasts more than 50,000 bars.")
        end = _ticks(self.now)
        still_open: dict[int, tuple[int, int]] = {}
        for pitch, tie in zip(sound.pitches, sound.ties, strict=True):
            index = self._place(pitch, tick, end)
            if tie and index is not None:
                still_open[pitch] = (index, end)
        self.open = still_open
        self.timed.end = end

    def _place(self, pitch: int, tick: int, end: int) -> int | None:
        """Add a note, or lengthen the tied one before it. Returns its index."""
        held = self.open.get(pitch)
        if held is not None and held[1] == tick:
            start, _, _ = self.timed.notes[held[0]]
            self.timed.notes[held[0]] = (start, end - start, pitch)
            return held[0]
        if end <= tick:
            return None
        self.timed.notes.append((tick, end - tick, pitch))
        return len(self.timed.notes) - 1


def lay_out(passes: list[Heard]) -> Timed:
    """Passes of one voice laid out one after the other, in ticks. Raises FileFormatError when far too long."""
    clock = _Clock()
    for part in passes:
        clock.play(part)
    return clock.timed
