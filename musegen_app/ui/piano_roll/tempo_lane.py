"""The tempo as a line of steps with their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.score.time import MAX_BPM, MIN_BPM, TempoChange, TempoMap
from musegen_app.ui import theme as tokens
from musegen_app.ui.field_text import parse_tempo
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.tempo import TempoPull
from musegen_app.ui.piano_roll.lane_field import Typed
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 52
_TOP, _FOOT = 17, 7  # pixels above the fastest step (for its value) and below the slowest
_DOT = 3.5
_ROUND_UP_TO = 300  # more dots than that are drawn as squares
_NEAR = 7.0
_WIDEST = 60  # pixels of a value that begins left of the view
_UP_DOWN = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class TempoLane(SignLane):
    """Folded until it is asked for. Up and Down change the picked step by 1 bpm, with Shift by a tenth."""

    field_width = 84

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "", parent)
        self.setAccessibleName(self.tr("Tempo"))
        self.setFixedHeight(HEIGHT)
        self._limits_of: TempoMap | None = None
        self._found = (0.0, 1.0)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        self.paint_ground(painter, self.stage.theme.ground)
        changes = self.in_sight(self.stage.shown.tempo.changes, lambda c: c.tick, _WIDEST)
        changes = self._one_a_pixel(changes)
        self._paint_line(painter, changes)
        dots = [self._dot(c) for c in changes]
        shapes.fill_rects(painter, dots, colour(self.stage.theme.accent), _DOT if len(dots) <= _ROUND_UP_TO else 0)
        self._paint_picked(painter)
        self._paint_values(painter, changes)

    def _one_a_pixel(self, changes: Sequence[TempoChange]) -> Sequence[TempoChange]:
        """A tempo that somebody played may have more changes than the strip has pixels: the last one of each counts."""
        if len(changes) <= self.width():
            return changes
        return list({self.stage.time.pixel(c.tick): c for c in changes}.values())

    def _paint_line(self, painter: QPainter, changes: Sequence[TempoChange]) -> None:
        points: list[QPointF] = []
        for change in changes:
            x, y = self.stage.time.x(change.tick), self._y(change.bpm)
            points += [QPointF(x, points[-1].y()), QPointF(x, y)] if points else [QPointF(x, y)]
        if points:
            points.append(QPointF(self.width(), points[-1].y()))
            painter.setPen(colour(self.stage.theme.accent))
            painter.drawPolyline(points)

    def _paint_values(self, painter: QPainter, changes: Sequence[TempoChange]) -> None:
        """Where there is room; every step can be taken at its dot."""
        theme, picked = self.stage.theme, self.stage.picked
        painter.setFont(tokens.font(tokens.SIZE_SMALL))
        metrics = QFontMetricsF(painter.font())
        self._boxes = []
        free_from = -1000.0
        for change in changes:
            x, sign = self.stage.time.x(change.tick), _sign(change)
            reach = 2 * _DOT
            if x >= free_from:
                reach = metrics.horizontalAdvance(sign.text) + 12
                free_from = x + reach
                painter.setPen(colour(theme.text if picked == ("tempo", change.tick) else theme.dim))
                painter.drawText(QPointF(x + 5, self._y(change.bpm) - 5), sign.text)
            self._boxes.append((QRectF(x - _DOT, 0, reach, HEIGHT), sign))

    def _paint_picked(self, painter: QPainter) -> None:
        """A ring around the dot."""
        picked = self.stage.picked
        if picked is not None and picked[0] == "tempo":
            ring = self._dot(self.stage.shown.tempo.at(picked[1])).adjusted(-2, -2, 2, 2)
            shapes.outline_rects(painter, [ring], QPen(colour(self.stage.theme.text), 1), _DOT + 2)

    def _dot(self, change: TempoChange) -> QRectF:
        x, y = self.stage.time.x(change.tick), self._y(change.bpm)
        return QRectF(x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT)

    def _y(self, bpm: float) -> float:
        """Higher is faster. The scale is that of the score, so that it stands still during a drag."""
        low, high = self._limits()
        share = min(1.0, max(0.0, (bpm - low) / (high - low)))
        return HEIGHT - _FOOT - share * (HEIGHT - _TOP - _FOOT)

    def _limits(self) -> tuple[float, float]:
        """The slowest and fastest value of the score, with some room."""
        tempo = self.stage.score.tempo
        if tempo is not self._limits_of:
            values = [c.bpm for c in tempo.changes]
            self._limits_of, self._found = tempo, (min(values) * 0.9, max(values) * 1.1)
        return self._found

    def of_music(self) -> object:
        return self.stage.shown.tempo, self.stage.score.tempo

    # -- what a strip is made of ---------------------------------------------------------------------------------

    def signs_of(self, score: Score) -> Sequence[Sign]:
        return [_sign(c) for c in score.tempo.changes]

    def new_sign(self, tick: float) -> Sign:
        place = snap.nearest_tick(self.stage.snap, self.stage.score.meter, max(0.0, tick))
        return next((s for s in self.signs() if s.tick == place), Sign("tempo", place, ""))

    def typed(self, sign: Sign) -> Typed:
        words = self.tr("Quarter notes a minute from here on, such as 112; empty removes the change")
        return Typed(words, value_text(self.stage.score.tempo.at(sign.tick).bpm), sign.text, self._taker(sign))

    def _taker(self, sign: Sign) -> Callable[[str], bool]:
        def take(text: str) -> bool:
            if not text or text == sign.text:
                if not text and sign.text:
                    self.take_away(sign)
                return True
            try:
                return self.put(self.tr("Set tempo"), edits.set_tempo(self.stage.score, sign.tick, parse_tempo(text)))
            except MuseGenError as error:
                return self.refuse(error)

        return take

    def moved(self, score: Score, sign: Sign, to_tick: int) -> Score:
        return edits.move_tempo(score, sign.tick, max(1, to_tick))

    def removed(self, score: Score, sign: Sign) -> Score:
        return edits.remove_tempo(score, sign.tick)

    def fill_menu(self, menu: QMenu, sign: Sign | None, tick: float) -> None:
        if sign is None:
            menu.addAction(self.tr("Tempo from here on…"), lambda: self.write(self.new_sign(tick)))
        else:
            super().fill_menu(menu, sign, tick)

    # -- the mouse and the keys ----------------------------------------------------------------------------------

    def pull(self, pointer: Pointer, sign: Sign | None) -> Gesture | None:
        sign = sign or self._line_at(pointer)
        self.pick(sign)
        return TempoPull(self.stage, pointer, sign.tick) if sign is not None else None

    def hover(self, pointer: Pointer) -> None:
        sign = self.sign_at(pointer.x) or self._line_at(pointer)
        self.setCursor(Qt.CursorShape.SizeVerCursor if sign else Qt.CursorShape.ArrowCursor)
        if sign is not None:
            words = self.tr("{0} bpm · pull up or down to change it, sideways to move it, double-click to write it")
            self.stage.hint.emit(words.format(sign.text))
        else:
            words = self.tr("{0} · double-click to write a tempo").format(self.place_text(pointer.tick))
            self.stage.hint.emit(words)

    def _line_at(self, pointer: Pointer) -> Sign | None:
        """The step whose line is under the pointer."""
        if pointer.tick < 0:
            return None
        change = self.stage.score.tempo.at(int(pointer.tick))
        return _sign(change) if abs(self._y(change.bpm) - pointer.y) <= _NEAR else None

    def _is_own(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
        turns = event.key() in _UP_DOWN and not held and self.picked is not None
        return turns or super()._is_own(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sign = self.picked
        if event.key() in _UP_DOWN and sign is not None and self._is_own(event):
            self._turn(sign, _UP_DOWN[Qt.Key(event.key())], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _turn(self, sign: Sign, by: int, fine: bool) -> None:
        bpm = self.stage.score.tempo.at(sign.tick).bpm
        bpm = min(MAX_BPM, max(MIN_BPM, round(bpm + by * 0.1, 1) if fine else round(bpm) + by))
        edited = edits.set_tempo(self.stage.score, sign.tick, bpm)
        self.stage.edit(self.tr("Set tempo"), edited, coalesce=f"tempo {sign.tick}")


def value_text(bpm: float) -> str:
    """At most one decimal."""
    return f"{bpm:.1f}".removesuffix(".0")


def _sign(change: TempoChange) -> Sign:
    return Sign("tempo", change.tick, value_text(change.bpm))
