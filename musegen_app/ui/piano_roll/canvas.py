"""The roll itself: grid, notes, ghosts, take, playhead, and every gesture on notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import hints, hit
from musegen_app.ui.piano_roll.chord_label import ChordLabel
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.choose import gesture_for
from musegen_app.ui.piano_roll.gestures.drag_out import leaves_window
from musegen_app.ui.piano_roll.note_lane import NoteLane
from musegen_app.ui.piano_roll.painters import over, take
from musegen_app.ui.piano_roll.painters.ghosts import FEW, ghost_density, paint_ghosts
from musegen_app.ui.piano_roll.painters.grid import paint_grid
from musegen_app.ui.piano_roll.painters.marked import paint_marked
from musegen_app.ui.piano_roll.painters.marks import paint_marks
from musegen_app.ui.piano_roll.painters.notes import density, paint_notes
from musegen_app.ui.piano_roll.painters.recording import paint_growing, paint_punch
from musegen_app.ui.piano_roll.painters.shared import paint_shared
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

_FRAME_MS = 16
_TRACE = 4  # pixels beside a note that its outline may touch
_WARM_MS = 1500  # after the first picture: then the window is usable


class Canvas(NoteLane):
    """The one widget that all notes are painted on. It takes the keyboard focus of the whole roll."""

    scrolls_pitch = True
    menu_wanted = Signal(QPointF)
    pressed = Signal()  # a button, over the notes
    focus_lost = Signal()

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "Piano roll", parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chord = ChordLabel(stage, self)
        self._fade = QTimer(self)
        self._fade.setInterval(_FRAME_MS)
        self._fade.timeout.connect(self._fade_step)
        stage.loop_changed.connect(self.refresh)
        stage.marked_changed.connect(self.update)
        stage.band_changed.connect(self.update)
        stage.take_changed.connect(self._take_changed)
        stage.growing_changed.connect(self.update)
        stage.tool_changed.connect(self._tool_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(_WARM_MS, self, self.stage.columns.warm)

    # -- painting ------------------------------------------------------------------------------------------------

    @property
    def slides(self) -> bool:
        """Where the edge of the view cuts a note off, Qt begins its dashes elsewhere."""
        return ghost_density(self.stage) != FEW

    def looked_at(self) -> object:
        stage = self.stage
        return super().looked_at(), density(stage), ghost_density(stage)

    def of_music(self) -> object:
        stage = self.stage
        ghosts = tuple((t.notes, t.mute, stage.colour_of(t.id)) for t in stage.ghost_tracks)
        return super().of_music(), stage.score.keys, ghosts

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        stage, height = self.stage, self.height()
        paint_grid(painter, stage, clip)
        over.paint_loop(painter, stage, height)
        paint_punch(painter, stage, height)
        paint_ghosts(painter, stage, clip)
        paint_notes(painter, stage, clip)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        take.paint_take(painter, self.stage, clip)
        paint_shared(painter, self.stage, clip)
        paint_growing(painter, self.stage, clip)
        over.paint_draft(painter, self.stage)
        self.stage.draft_painted()
        if take.line_rect(self.stage, self.height()).intersects(clip):
            take.paint_decided_line(painter, self.stage, self.height())
        paint_marked(painter, self.stage, self.height())
        over.paint_band(painter, self.stage)
        paint_marks(painter, self.stage, self.height())
        over.paint_invitation(painter, self.stage, self.rect())

    def _playhead_moved(self, before: int, after: int) -> None:
        super()._playhead_moved(before, after)
        current = self.stage.take
        if current is not None and before < current.end_tick and after >= 0:
            self._promise(before, after)

    def _promise(self, before: int, after: int) -> None:
        """While a take plays, the line moves with the playhead and ghosts become solid behind it."""
        if not self.stage.playing:
            return
        stage, current = self.stage, self.stage.take
        reach = stage.score.meter.at(max(0, after)).pulse_ticks
        if current is not None:
            reach += max(0, take.decided_tick(stage, current) - after)
        left, right = sorted((before, after))
        x = self.stage.time.x(left)
        self.update(QRectF(x - 4, 0, self.stage.time.x(right + reach) - x + 136, self.height()).toAlignedRect())

    def around(self, notes: Sequence[Note]) -> QRect:
        time, axis = self.stage.time, self.stage.pitch
        left = time.pixel(notes[0].start_tick)
        right = time.pixel(max(n.end_tick for n in notes)) + axis.row  # hits are as wide as their row is high
        pitches = [n.pitch for n in notes]
        top, bottom = axis.y(max(pitches)), axis.y(min(pitches)) + axis.row
        return QRect(left, top, right - left, bottom - top).adjusted(-_TRACE, -axis.row, _TRACE, axis.row)

    def update_drafts(self, drafted: Sequence[Sequence[Note]]) -> None:
        if not self.stage.index.notes:  # the invitation goes or comes back
            self.update()
        for notes in drafted:
            self.update(self.around(notes) & self.rect())

    def _take_changed(self) -> None:
        self._fade.start()
        self.update()

    def _fade_step(self) -> None:
        if not take.is_fading(self.stage):
            self._fade.stop()
        self.update()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        self.pressed.emit()
        return gesture_for(self.stage, pointer)

    def hover(self, pointer: Pointer) -> None:
        cursor, words = hints.roll_hint(self.stage, pointer)
        self.setCursor(cursor)
        self.stage.hint.emit(words)
        self.stage.hover_key(pointer.pitch)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.gesture is not None and self.gesture.carries and leaves_window(self, event.globalPosition()):
            dragged = self.stage.selection  # cancelling brings the one before the press back
            self.cancel_gesture()
            self.stage.carry_wanted.emit(dragged)
            return
        super().mouseMoveEvent(event)
        if self.gesture is not None:
            self.stage.hover_key(self.stage.pitch.pitch(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.stage.hover_key(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click means the note under it; with other tools it has erased instead. The menu key means what is
        selected, whatever the tool."""
        if self.gesture is not None:
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(QPointF(self.mapToGlobal(self._selection_place())))
        elif self.stage.tool == "select":
            self._choose_under(QPointF(event.pos()))
            self.menu_wanted.emit(QPointF(event.globalPos()))

    def _choose_under(self, place: QPointF) -> None:
        found = hit.note_at(self.stage, place.x(), self.stage.pitch.pitch(place.y()))
        if found is not None and found.note.id not in self.stage.selection:
            self.stage.select({found.note.id})

    def _selection_place(self) -> QPoint:
        """Where the first selected note is, held inside."""
        stage, chosen = self.stage, self.stage.selected_notes()
        if not chosen:
            return self.rect().center()
        x, y = stage.time.pixel(chosen[0].start_tick), stage.pitch.y(chosen[0].pitch) + stage.pitch.row
        return QPoint(min(max(0, x), self.width()), min(max(0, y), self.height()))

    def _tool_changed(self) -> None:
        """A drag goes on with the tool that began it: a held tool may be let go before the button."""
        if self.gesture is None:
            self.unsetCursor()

    # -- keys ----------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is a key of the roll: see `RollView.focusNextPrevChild`."""
        return False if self.keeps_tab() else super().focusNextPrevChild(forward)

    def keeps_tab(self) -> bool:
        """There are notes to walk through, or step input takes it for a rest."""
        return bool(self.stage.index.notes) or self.stage.marks.step is not None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_lost.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # RollView knows the keys

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.stage.set_size(self.width(), self.height())
        self.chord.place()
