"""Chord symbols above the roll: orange as written, violet as proposed. Double-click to write one in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Score
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll import hints, snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.chord import ChordMove
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 26
_FIELD_WIDTH = 84
_GAP = 6


class ChordLane(Lane):
    """The strip of chord symbols."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Chord symbols", parent)
        self.setFixedHeight(HEIGHT)
        self._field = ChordField(self)
        self._writing_at = 0
        self._boxes: list[tuple[QRectF, ChordSymbol]] = []
        stage.take_changed.connect(self.refresh)
        stage.chord_picked.connect(self.refresh)
        stage.draft_changed.connect(lambda _lifted: self.refresh())

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter) -> None:
        stage, theme = self.stage, self.stage.theme
        painter.fillRect(self.rect(), colour(theme.ground))
        painter.fillRect(0, HEIGHT - 1, self.width(), 1, colour(theme.line))
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
            painter.setPen(colour(theme.faint))
            painter.drawText(QPointF(8, 17), "Double-click to write a chord")

    def _paint_row(self, painter: QPainter, symbols: tuple[ChordSymbol, ...], dashed: bool) -> None:
        """Symbols in sight; one that would run into the one before is only a tick mark."""
        metrics = QFontMetricsF(painter.font())
        free_from = -1000.0
        for symbol in symbols:
            value = self.stage.theme.generated if dashed or symbol.generated else self.stage.theme.warm
            x = round(self.stage.time.x(symbol.tick))
            if x < -120 or x > self.width():
                continue
            if x < free_from:
                painter.fillRect(x, HEIGHT - 6, 2, 5, colour(value))
                continue
            width = metrics.horizontalAdvance(symbol.text)
            box = QRectF(x + 2, 3, width + 2 * _GAP, HEIGHT - 7)
            self._paint_symbol(painter, symbol, box, value, dashed)
            free_from = box.right()

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
            self._boxes.append((box, symbol))

    # -- the mouse -----------------------------------------------------------------------------------------------

    def symbol_at(self, x: float) -> ChordSymbol | None:
        """The written symbol drawn at `x` pixels."""
        return next((symbol for box, symbol in self._boxes if box.left() <= x <= box.right()), None)

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.button is not Qt.MouseButton.LeftButton:
            return None
        symbol = self.symbol_at(pointer.x)
        if pointer.double:
            meter = self.stage.score.meter
            beat = "1/4" if snap.step_ticks(self.stage.snap, meter, pointer.tick) < 960 else self.stage.snap
            self.write(symbol.tick if symbol else snap.floor_tick(beat, meter, pointer.tick))
            return None
        if symbol is None:
            self.stage.pick_chord(None)
            return None
        return ChordMove(self.stage, pointer, symbol)

    def hover(self, pointer: Pointer) -> None:
        symbol = self.symbol_at(pointer.x)
        self.setCursor(Qt.CursorShape.OpenHandCursor if symbol else Qt.CursorShape.ArrowCursor)
        if symbol is not None:
            self.stage.hint.emit(f"{symbol.text} · pull to move, double-click to change, Delete to remove")
        else:
            self.stage.hint.emit(f"{hints.place_text(self.stage, pointer.tick)} · double-click to write a chord")

    # -- writing in place ----------------------------------------------------------------------------------------

    def write(self, tick: int) -> None:
        """Open the field for the symbol at `tick`."""
        known = next((s.text for s in self.stage.score.chords.symbols if s.tick == tick), "")
        self._writing_at = tick
        x = min(max(0, round(self.stage.time.x(tick))), max(0, self.width() - _FIELD_WIDTH))
        self._field.setGeometry(x, 1, _FIELD_WIDTH, HEIGHT - 3)
        self._field.open(known)

    def written(self, text: str) -> bool:
        """The field was left with `text`; empty removes the symbol. False when it is no chord."""
        score = self.stage.score
        known = next((s.text for s in score.chords.symbols if s.tick == self._writing_at), "")
        if text == known:
            return True
        try:
            edited = edits.set_chord(score, self._writing_at, text) if text else self._removed()
        except MuseGenError as error:
            self.stage.hint.emit(str(error))
            return False
        self.stage.edit("Write chord" if text else "Remove chord", edited)
        return True

    def _removed(self) -> Score:
        return edits.remove_chord(self.stage.score, self._writing_at)


class ChordField(QLineEdit):
    """Enter writes, Esc leaves things as they were, leaving the field writes too."""

    def __init__(self, lane: ChordLane) -> None:
        super().__init__(lane)
        self._lane = lane
        self.setPlaceholderText("Am7")
        self.setAccessibleName("Chord symbol")
        self.setToolTip("A root and a type, such as Am7, D/F# or N.C.; empty removes the chord")
        self.hide()
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda _text: self._mark(""))

    def open(self, text: str) -> None:
        self.setText(text)
        self._mark("")
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """No key of the window or of the roll means anything while a chord is written."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish()
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab ends the writing, like Enter

    def _finish(self) -> None:
        if not self.isVisible():
            return
        if self._lane.written(self.text().strip()):
            self._close()
        elif self.hasFocus():
            self._mark("bad")
        else:
            self._close()

    def _close(self) -> None:
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._lane._focus_roll()

    def _mark(self, state: str) -> None:
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().polish(self)
