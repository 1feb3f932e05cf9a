"""What is selected, in words: for the line at the bottom, and for somebody who hears the roll instead of seeing it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import hints
from musegen_app.ui.piano_roll.stage import Stage

PAUSE_MS = 60  # a rubber band selects again with every move: only what it comes to rest at is told


class Teller(QObject):
    """`told` brings "12 notes · C4–G5 · 2 bars", "" without a selection; `roll` is described to screen readers at the
    same time. GUI thread."""

    told = Signal(str)

    def __init__(self, stage: Stage, roll: QWidget) -> None:
        super().__init__(roll)
        self._stage = stage
        self._roll = roll
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.tell)
        stage.selection_changed.connect(self._later.start)
        stage.music_changed.connect(self._later.start)

    def tell(self) -> None:
        """Say it now."""
        chosen = self._stage.selected_notes()
        self.told.emit(self.summary(chosen))
        words = self.spoken(chosen)
        if words != self._roll.accessibleDescription():
            self._roll.setAccessibleDescription(words)  # Qt tells the screen reader

    def summary(self, chosen: Sequence[Note]) -> str:
        """How many notes, which pitches and how long, in few letters."""
        if not chosen:
            return ""
        count = self.tr("1 note") if len(chosen) == 1 else self.tr("{0} notes").format(len(chosen))
        return " · ".join((count, self._range(chosen), self._length(chosen)))

    def spoken(self, chosen: Sequence[Note]) -> str:
        """The track, what of it is selected, and where."""
        track = self._stage.track
        if track is None:
            return self.tr("No track: add one to write notes")
        name = self.tr("Track {0}").format(track.name)
        if not chosen:
            return self.tr("{0}, {1} notes, none selected").format(name, len(track.notes))
        first = chosen[0]
        where = f"{self._name(first.pitch)} {self._place(first.start_tick)}"
        if len(chosen) == 1:
            return self.tr("{0}, 1 note selected, {1}, velocity {2}").format(name, where, first.velocity)
        return self.tr("{0}, {1} notes selected, from {2}").format(name, len(chosen), where)

    def _range(self, chosen: Sequence[Note]) -> str:
        low, high = min(n.pitch for n in chosen), max(n.pitch for n in chosen)
        return self._name(low) if low == high else f"{self._name(low)}–{self._name(high)}"

    def _length(self, chosen: Sequence[Note]) -> str:
        """In bars of the place, in beats when it is less than one."""
        start, end = chosen[0].start_tick, max(n.end_tick for n in chosen)
        meter = self._stage.score.meter.at(start)
        beats = (end - start) / meter.beat_ticks
        if beats < round(meter.bar_ticks / meter.beat_ticks) - 0.05:
            return self._count(beats, self.tr("1 beat"), self.tr("{0:g} beats"))
        return self._count((end - start) / meter.bar_ticks, self.tr("1 bar"), self.tr("{0:g} bars"))

    def _count(self, amount: float, one: str, many: str) -> str:
        """To a tenth: notes seldom end where the bar does."""
        rounded = round(amount, 1)
        return one if rounded == 1 else many.format(rounded)

    def _name(self, pitch: int) -> str:
        return hints.name_text(self._stage, pitch, self._stage.playhead)

    def _place(self, tick: int) -> str:
        meter = self._stage.score.meter
        position = meter.position(tick)
        return self.tr("bar {0} beat {1}").format(position.bar + 1, position.tick // meter.at(tick).beat_ticks + 1)
