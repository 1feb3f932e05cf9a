"""Chord symbols above the roll: orange as written, violet as proposed. Typed in place, one by one or as a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.chord_text import ChordTextError, chord_text, farthest, parse_chords
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Score
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.chord import ChordCopy, ChordEdge, ChordMove
from musegen_app.ui.piano_roll.lane_field import LaneField, Typed
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 26
_GAP = 6
_WIDEST = 120  # pixels of a symbol that begins left of the view
_EDGE = 4.0  # pixels around a boundary between two chords
_LEAST_LINE = 360  # pixels of the field for many chords


class ChordLane(SignLane):
    """The strip of chord symbols."""

    field_width = 84

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "", parent)
        self.setAccessibleName(self.tr("Chord symbols"))
        self.setFixedHeight(HEIGHT)
        self.detect: Callable[[int, int], None] | None = None  # set by the window: find chords in a stretch
        stage.take_changed.connect(self.refresh)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        stage = self.stage
        self.paint_ground(painter, stage.theme.ground)
        painter.setFont(tokens.font(tokens.SIZE_NORMAL, bold=True))
        self._boxes = []
        written = stage.shown.chords.symbols
        self._paint_row(painter, written, dashed=False)
        if stage.take is not None:
            # what the take proposes for places where nothing is written
            places = {s.tick for s in written}
            proposed = tuple(s for s in stage.take.chords if s.tick not in places)
            self._paint_row(painter, proposed, dashed=True)
        if not written and not (stage.take and stage.take.chords):
            painter.setFont(tokens.font(tokens.SIZE_SMALL))
            painter.setPen(colour(stage.theme.dim))
            painter.drawText(QPointF(8, 17), self.tr("Double-click to write a chord, Ctrl+K to write many"))

    def _paint_row(self, painter: QPainter, symbols: tuple[ChordSymbol, ...], dashed: bool) -> None:
        """Symbols in sight; one that would run into the one before, or into that of a bar line, is only a tick mark."""
        metrics = QFontMetricsF(painter.font())
        free_from, x = -1000.0, -1000
        seen = self.in_sight(symbols, lambda s: s.tick, _WIDEST)
        for symbol, following in zip_longest(seen, seen[1:]):
            value = self.stage.theme.generated if dashed or symbol.generated else self.stage.theme.warm
            x, before = self.stage.time.pixel(symbol.tick), x
            if x == before:
                continue
            width = metrics.horizontalAdvance(symbol.text) if x >= free_from else 0.0
            if not width or self._gives_way(symbol, following, x + width):
                painter.fillRect(x, HEIGHT - 6, 2, 5, colour(value))
                continue
            box = QRectF(x + 2, 3, width + 2 * _GAP, HEIGHT - 7)
            painter.fillRect(x, HEIGHT - 8, 1, 7, colour(self.stage.theme.grid_bar))
            self._paint_symbol(painter, symbol, box, value, dashed)
            free_from = box.right()

    def _gives_way(self, symbol: ChordSymbol, following: ChordSymbol | None, right: float) -> bool:
        """Does the next one have no room, and does it stand nearer to its bar line?"""
        if following is None or self.stage.time.x(following.tick) >= right:
            return False
        position = self.stage.score.meter.position
        return position(following.tick).tick < position(symbol.tick).tick

    def _paint_symbol(self, painter: QPainter, symbol: ChordSymbol, box: QRectF, value: str, dashed: bool) -> None:
        if symbol.tick == self.stage.chord_tick and not dashed:
            shapes.fill_rects(painter, [box], colour(self.stage.theme.warm_ground), tokens.RADIUS_SMALL)
        painter.setPen(colour(value))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbol.text)
        if dashed:
            painter.setPen(shapes.dashed(colour(value)))
            painter.drawLine(
                QPointF(box.left() + _GAP, box.bottom() - 1), QPointF(box.right() - _GAP, box.bottom() - 1)
            )
        else:
            self._boxes.append((box, Sign("chord", symbol.tick, symbol.text)))

    def of_music(self) -> object:
        return self.stage.shown.chords, self.stage.shown.meter

    # -- what a strip is made of ---------------------------------------------------------------------------------

    @property
    def _field(self) -> LaneField:
        return self.field

    def signs_of(self, score: Score) -> Sequence[Sign]:
        return [Sign("chord", s.tick, s.text) for s in score.chords.symbols]

    def new_sign(self, tick: float) -> Sign:
        """On a beat at least, whatever grid the notes have."""
        meter, whole = self.stage.score.meter, max(0.0, tick)
        beat = "1/4" if snap.step_ticks(self.stage.snap, meter, whole) < 960 else self.stage.snap
        return self._sign(snap.floor_tick(beat, meter, whole))

    def typed(self, sign: Sign) -> Typed:
        words = self.tr(
            "A root and a type, such as Am7, D/F# or N.C.; empty removes the chord; Tab goes on to the next"
        )
        return Typed(words, "Am7", sign.text, lambda text: self.written(text, sign), lambda on: self._go_on(sign, on))

    def moved(self, score: Score, sign: Sign, to_tick: int) -> Score:
        return edits.move_chord(score, sign.tick, to_tick)

    def removed(self, score: Score, sign: Sign) -> Score:
        return edits.remove_chord(score, sign.tick)

    def fill_menu(self, menu: QMenu, sign: Sign | None, tick: float) -> None:
        super().fill_menu(menu, sign, tick)
        bar = snap.floor_tick(snap.BAR, self.stage.score.meter, max(0.0, tick))
        menu.addSeparator()
        menu.addAction(self.tr("Write chords from this bar…"), lambda: self.write_line(bar))
        if self.detect is not None:
            find, end = self.detect, max(self.stage.score.end_tick, bar + 1)
            menu.addAction(self.tr("Detect chords from this bar on"), lambda: find(bar, end))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def symbol_at(self, x: float) -> ChordSymbol | None:
        """The written symbol drawn at `x` pixels."""
        sign = self.sign_at(x)
        return next((s for s in self.stage.score.chords.symbols if sign and s.tick == sign.tick), None)

    def pull(self, pointer: Pointer, sign: Sign | None) -> Gesture | None:
        symbol, edge = self.symbol_at(pointer.x), self._edge_at(pointer.x)
        if edge is not None and not (pointer.alt or pointer.ctrl):
            return ChordEdge(self.stage, pointer, edge)
        if symbol is None:
            self.pick(None)
            return None
        copies = pointer.alt or pointer.ctrl
        return ChordCopy(self.stage, pointer, symbol) if copies else ChordMove(self.stage, pointer, symbol)

    def hover(self, pointer: Pointer) -> None:
        symbol = self.symbol_at(pointer.x)
        if self._edge_at(pointer.x) is not None:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
            self.stage.hint.emit(self.tr("Pull to change how long the chord before lasts"))
        elif symbol is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            words = self.tr("{0} · pull to move, Alt+pull to copy, double-click to change, Delete to remove")
            self.stage.hint.emit(words.format(symbol.text))
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self.stage.hint.emit(self.tr("{0} · double-click to write a chord").format(self.place_text(pointer.tick)))

    def _edge_at(self, x: float) -> ChordSymbol | None:
        """The symbol whose beginning, the end of the one before, is at `x`: only the left pixels of its box."""
        symbols = self.stage.score.chords.symbols[1:]
        return next((s for s in symbols if -_EDGE <= x - self.stage.time.x(s.tick) <= 2), None)

    # -- writing in place ----------------------------------------------------------------------------------------

    def write(self, sign: Sign | int) -> None:
        """Open the field for a sign, or for the symbol at a tick."""
        super().write(sign if isinstance(sign, Sign) else self._sign(sign))

    def written(self, text: str, sign: Sign | None = None) -> bool:
        """The field was left with `text`; empty removes the symbol. False when it is no chord."""
        score = self.stage.score
        sign = sign or self._sign(0)
        if text == sign.text:
            return True
        try:
            edited = edits.set_chord(score, sign.tick, text) if text else edits.remove_chord(score, sign.tick)
        except MuseGenError as error:
            return self.refuse(error)
        return self.put(self.tr("Write chord") if text else self.tr("Remove chord"), edited)

    def write_line(self, low: int, high: int | None = None) -> None:
        """One field for many chords, from `low` to `high` (None: to the last chord that is written)."""
        score = self.stage.score
        last = score.chords.symbols[-1].tick + 1 if score.chords.symbols else low
        end = min(max(low, last) if high is None else high, farthest(low, score.meter))
        there = any(low <= s.tick < end for s in score.chords.symbols)
        text = chord_text(score.chords.symbols, low, end, score.meter) if there else ""
        self.reveal(low)
        x = max(0, min(self.stage.time.pixel(low), self.stage.width - _LEAST_LINE))
        place = QRect(x, 1, self.stage.width - x - 8, HEIGHT - 3)
        words = self.tr("Chords in bars: | C | F G | % |, / holds one, Dm7:2 lasts 2 beats; Enter writes them")
        self.field.open(place, Typed(words, "| Am7 | D7 G | C |", text, lambda typed: self._take_line(typed, low, end)))
        self.stage.hint.emit(words)

    def _take_line(self, text: str, low: int, end: int) -> bool | tuple[int, int]:
        score = self.stage.score
        if not text:
            return self.put(self.tr("Remove chords"), edits.remove_chords(score, low, end))
        try:
            written = parse_chords(text, low, score.meter)
        except ChordTextError as error:
            self.refuse(error)
            return error.start, error.end
        high = max(end, written.end_tick)
        return self.put(self.tr("Write chords"), edits.write_chords(score, written.symbols, low, high))

    def _sign(self, tick: int) -> Sign:
        known = next((s.text for s in self.stage.score.chords.symbols if s.tick == tick), "")
        return Sign("chord", tick, known)

    def _go_on(self, sign: Sign, forward: bool) -> None:
        """Tab in the field: the next symbol, or the next bar if that comes first."""
        meter, ticks = self.stage.score.meter, [s.tick for s in self.stage.score.chords.symbols]
        bar = meter.position(sign.tick).bar
        if forward:
            tick = min([t for t in ticks if t > sign.tick] + [meter.bar_start(bar + 1)])
        else:
            line = meter.bar_start(bar)
            tick = max([t for t in ticks if t < sign.tick] + [line if line < sign.tick else meter.bar_start(bar - 1)])
        self.reveal(tick)
        self.write(self._sign(tick))
