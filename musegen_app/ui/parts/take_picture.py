"""The notes of a take in a few pixels: every part, kept as a pixmap and added to while the take grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note

_LINE = 2  # pixels: how tall a note is
_REACH = 18  # the fewest semitones from bottom to top, so that a held note is no melody
_STEP = 6  # the reach goes in steps of so many, so that a new note seldom moves the others
_KIT = 5  # rows of a kit at the foot of the picture
_PALE = 0.55  # parts after the first


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all notes of a picture are measured by: ticks, lowest pitch, semitones; drums beside or without a tune."""

    ticks: int
    low: int
    reach: int
    tune: bool
    kit: bool

    def kit_height(self, height: int) -> int:
        """Pixels that the drums have at the foot."""
        if not self.kit:
            return 0
        return min(_KIT * _LINE, height // 3) if self.tune else height


class TakePicture:
    """The first part in the full ink, the others paler; drums as dots at the foot. GUI thread."""

    def __init__(self) -> None:
        self._notes: tuple[Note, ...] = ()
        self._pitches: tuple[int, int] | None = None  # lowest and highest of what is no drum
        self._frame: _Frame | None = None
        self._look: tuple[QSize, float, str] | None = None
        self._pixmap = QPixmap()

    def pixmap(self, take: Take, size: QSize, ratio: float, ink: str) -> QPixmap:
        """The picture of `take` in `size` points; what is there is used again, and only new notes are painted when
        there are only new ones."""
        drums = frozenset(i for i, part in enumerate(take.parts) if part.is_drums)
        if not _goes_on(self._notes, take.notes):
            self._notes, self._pitches = (), None
        self._pitches = _reach_of(take, len(self._notes), drums, self._pitches)
        frame = _frame(take, self._pitches, bool(drums))
        if (size, ratio, ink) != self._look or frame != self._frame or not self._notes:
            self._pixmap = QPixmap(size * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            self._notes = ()
        self._paint(take, len(self._notes), drums, frame, size, ink)
        self._look, self._frame, self._notes = (size, ratio, ink), frame, take.notes
        return self._pixmap

    def _paint(self, take: Take, first: int, drums: frozenset[int], frame: _Frame, size: QSize, ink: str) -> None:
        if first == len(take.notes):
            return
        rows: dict[int, list[QRect]] = {}
        for note, part in zip(take.notes[first:], take.part_numbers[first:], strict=True):
            rows.setdefault(part, []).append(_rect(note, take.start_tick, frame, size, part in drums))
        with QPainter(self._pixmap) as painter:
            for part in sorted(rows, reverse=True):  # the first part lies on top
                colour = QColor(ink)
                colour.setAlphaF(1.0 if part == 0 else _PALE)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRects(rows[part])


def _goes_on(before: Sequence[Note], now: Sequence[Note]) -> bool:
    """Are the notes of before the beginning of those of now? What a proposal replaces has other ids."""
    return not before or (len(now) >= len(before) and now[0] is before[0] and now[len(before) - 1] is before[-1])


def _reach_of(take: Take, first: int, drums: frozenset[int], before: tuple[int, int] | None) -> tuple[int, int] | None:
    """The lowest and the highest pitch of `before` and of the notes from number `first` on."""
    new = take.notes[first:]
    if drums:
        pitches = [n.pitch for n, of in zip(new, take.part_numbers[first:], strict=True) if of not in drums]
    else:
        pitches = [n.pitch for n in new]
    if before is not None:
        pitches.extend(before)
    return (min(pitches), max(pitches)) if pitches else None


def _frame(take: Take, pitches: tuple[int, int] | None, kit: bool) -> _Frame:
    low, high = pitches or (60, 60)
    low -= low % _STEP
    reach = max(_REACH, -(-(high - low) // _STEP) * _STEP)
    return _Frame(max(1, take.end_tick - take.start_tick), low, reach, pitches is not None, kit)


def _rect(note: Note, start_tick: int, frame: _Frame, size: QSize, drum: bool) -> QRect:
    left = (note.start_tick - start_tick) * size.width() // frame.ticks
    kit = frame.kit_height(size.height())
    if drum:
        row = (note.pitch % _KIT) * kit // _KIT
        return QRect(left, size.height() - _LINE - row, _LINE, _LINE)
    foot = size.height() - kit - _LINE
    width = note.duration_ticks * size.width() // frame.ticks
    return QRect(left, foot - (note.pitch - frame.low) * foot // frame.reach, max(_LINE, width - 1), _LINE)
