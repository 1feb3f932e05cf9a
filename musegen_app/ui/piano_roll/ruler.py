"""Bars and beats above the roll: seek by a click, loop by a pull, and the bracket around the part of a take to keep."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import grid, hints
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.loop import LoopEdge, loop_edge_at
from musegen_app.ui.piano_roll.gestures.mark_bars import MarkBars
from musegen_app.ui.piano_roll.gestures.punch import PunchDrag, PunchEdge, punch_edge_at
from musegen_app.ui.piano_roll.gestures.seek import Seek
from musegen_app.ui.piano_roll.gestures.take_range import TakeEdge, part, take_edge_at
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters.ink import take_ink
from musegen_app.ui.piano_roll.painters.marked import paint_marked_bars
from musegen_app.ui.piano_roll.painters.recording import paint_punch_bracket
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 26
_BRACKET = 5  # height of the take's bracket
_BRACKET_REACH = 12
_BEAT_LABEL = 46.0  # pixels a beat needs to be named


class Ruler(Lane):
    """The strip with bar numbers."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Bars: click to go there, pull to loop", parent)
        self.setFixedHeight(HEIGHT)
        stage.loop_changed.connect(self.refresh)
        stage.marked_changed.connect(self.refresh)
        stage.take_changed.connect(self.refresh)

    # -- painting ------------------------------------------------------------------------------------------------

    @property
    def slides(self) -> bool:
        return True

    def of_music(self) -> object:
        return self.stage.score.meter

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        theme = self.stage.theme
        painter.fillRect(self.rect(), colour(theme.panel))
        self._paint_loop(painter)
        self._paint_numbers(painter, clip)
        self._paint_bracket(painter)
        paint_punch_bracket(painter, self.stage, HEIGHT)
        paint_marked_bars(painter, self.stage, HEIGHT)
        painter.fillRect(0, HEIGHT - 1, self.width(), 1, colour(theme.line))

    def _paint_loop(self, painter: QPainter) -> None:
        stage, theme = self.stage, self.stage.theme
        on, first, last = stage.loop
        if stage.draft_loop is not None:
            on, (first, last) = True, stage.draft_loop
        if last <= first:
            return
        left, right = stage.time.pixel(first), stage.time.pixel(last)
        painter.fillRect(left, 0, right - left, HEIGHT - 1, colour(theme.accent_ground if on else theme.raised))
        edge = colour(theme.accent if on else theme.faint)
        painter.fillRect(left, 0, 2, HEIGHT - 1, edge)
        painter.fillRect(right - 2, 0, 2, HEIGHT - 1, edge)
        painter.fillRect(left, 0, right - left, 2, edge)

    def _paint_numbers(self, painter: QPainter, clip: QRect) -> None:
        stage, theme = self.stage, self.stage.theme
        found = grid.around(stage.time, stage.score.meter, stage.snap, clip.left(), clip.right() + 1)
        painter.setFont(tokens.font(tokens.SIZE_SMALL))
        for bar in found.bars:
            x = stage.time.pixel(bar.tick)
            painter.fillRect(x, 8 if bar.labelled else 16, 1, HEIGHT, colour(theme.grid_bar))
            if bar.labelled:
                painter.setPen(colour(theme.dim))
                painter.drawText(QPointF(x + 6, 17), str(bar.number))
        self._paint_beats(painter, found.beats)

    def _paint_beats(self, painter: QPainter, beats: list[int]) -> None:
        stage = self.stage
        meter = stage.score.meter
        for tick in beats:
            change = meter.at(tick)
            x = stage.time.pixel(tick)
            painter.fillRect(x, HEIGHT - 6, 1, 5, colour(stage.theme.grid_bar))
            if change.pulse_ticks * stage.time.pixels_per_tick >= _BEAT_LABEL:
                place = meter.position(tick)
                painter.setPen(colour(stage.theme.dim))
                painter.drawText(QPointF(x + 5, 17), f"{place.bar + 1}.{place.tick // change.pulse_ticks + 1}")

    def _paint_bracket(self, painter: QPainter) -> None:
        bounds = part(self.stage)
        if bounds is None:
            return
        left, right = (self.stage.time.pixel(t) for t in bounds)
        ink = colour(take_ink(self.stage))
        painter.fillRect(left, HEIGHT - _BRACKET, right - left, 3, ink)
        painter.fillRect(left, HEIGHT - _BRACKET - 7, 3, 10, ink)
        painter.fillRect(right - 3, HEIGHT - _BRACKET - 7, 3, 10, ink)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        """The playhead's head."""
        x = self.stage.time.pixel(self.stage.playhead)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self.stage.theme
        painter.setBrush(colour(theme.bad if self.stage.recording else theme.ok))
        top = HEIGHT - 9
        painter.drawPolygon(QPolygonF([QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, HEIGHT - 1)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _playhead_moved(self, before: int, after: int) -> None:
        for tick in (before, after):
            self.update(QRect(self.stage.time.pixel(tick) - 7, 0, 14, HEIGHT))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.button is not Qt.MouseButton.LeftButton:
            return None
        if self._on_bracket(pointer) and (end := take_edge_at(self.stage, pointer.x)):
            return TakeEdge(self.stage, pointer, end == "left")
        if pointer.ctrl and pointer.shift:
            return MarkBars(self.stage, pointer)
        low = pointer.y >= HEIGHT - _BRACKET_REACH  # where the punch region has its ends; the loop has the rest
        if (end := punch_edge_at(self.stage, pointer.x)) and (low or not loop_edge_at(self.stage, pointer.x)):
            return PunchEdge(self.stage, pointer, end == "left")
        if (end := loop_edge_at(self.stage, pointer.x)) and not pointer.ctrl and not pointer.shift:
            return LoopEdge(self.stage, pointer, end == "left")
        return PunchDrag(self.stage, pointer) if pointer.shift else Seek(self.stage, pointer)

    def hover(self, pointer: Pointer) -> None:
        on, first, last = self.stage.loop
        if self._on_bracket(pointer) and take_edge_at(self.stage, pointer.x):
            self._say(Qt.CursorShape.SizeHorCursor, self.tr("Pull to keep only a part of the take"))
        elif loop_edge_at(self.stage, pointer.x):
            self._say(Qt.CursorShape.SizeHorCursor, self.tr("Pull to change the loop, Ctrl+pull for a new one"))
        elif punch_edge_at(self.stage, pointer.x):
            self._say(Qt.CursorShape.SizeHorCursor, self.tr("Pull to change where recording counts"))
        else:
            moves = on and first <= pointer.tick < last
            words = self._pulling(moves)
            where = hints.place_text(self.stage, pointer.tick)
            self._say(
                Qt.CursorShape.PointingHandCursor, self.tr("{0} · click to go there").format(where) + ", " + words
            )

    def _pulling(self, moves: bool) -> str:
        first = self.tr("pull to move the loop") if moves else self.tr("pull to loop, Shift+pull to punch")
        return self.tr("{0}, Ctrl+Shift+pull to mark bars for the net").format(first)

    def _on_bracket(self, pointer: Pointer) -> bool:
        return pointer.y >= HEIGHT - _BRACKET_REACH

    def _say(self, cursor: Qt.CursorShape, words: str) -> None:
        self.setCursor(cursor)
        self.stage.hint.emit(words)
