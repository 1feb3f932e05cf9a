"""The base of every part of the roll: a cached picture, a playhead drawn over it, and mouse drags as gestures."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QEnterEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.edge_scroll import EdgeScroll
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.pan import Pan
from musegen_app.ui.piano_roll.gestures.zoom import wheel
from musegen_app.ui.piano_roll.kept_picture import KeptPicture
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour
from musegen_app.ui.translation import said

_STRIP = 7  # pixels around the playhead that are drawn again when it moves


class Lane(QWidget):
    """A strip or the roll itself. `paint_base` goes into a picture that is kept (`kept_picture.py`) until `refresh`;
    `paint_over` is drawn on top at every repaint. The mouse starts one gesture at a time; Esc, a lost focus or new
    music cancel it."""

    scrolls_pitch = False  # whether a drag beyond its upper and lower edge scrolls the pitches
    accessible_role = QAccessible.Role.Canvas
    has_time = True  # whether x means ticks, and the playhead crosses it

    def __init__(self, stage: Stage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self.gesture: Gesture | None = None
        self._edges = EdgeScroll(stage, self.scrolls_pitch, self)
        self._kept = KeptPicture()
        self.setAccessibleName(said(name))
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        stage.theme_changed.connect(self.refresh)
        stage.view_changed.connect(self._view_changed)
        stage.shown_changed.connect(self.refresh)
        stage.music_changed.connect(self._music_changed)
        if self.has_time:
            stage.playhead_moved.connect(self._playhead_moved)
            stage.recording_changed.connect(self.refresh)

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        """Draw what seldom changes; only `clip` is seen."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        """Draw what changes often; only `clip` is seen."""

    def looked_at(self) -> object:
        """What the kept picture shows, wherever it is scrolled to; something else makes it out of date."""
        stage = self.stage
        across = (stage.time.pixels_per_tick, stage.snap) if self.has_time else None
        rows = (stage.pitch.row, stage.pitch.rows, stage.rows_mode) if self.scrolls_pitch else None
        return across, rows, self.of_music()

    def of_music(self) -> object:
        """What the kept picture shows of the music, if that is little; None: it may be anything."""
        return None

    @property
    def slides(self) -> bool:
        """Whether a scrolled picture is the same picture elsewhere: on whole pixels, and nothing is held in sight."""
        return False

    def _scrolled_to(self) -> QPoint:
        stage = self.stage
        return QPoint(stage.time.scroll if self.has_time else 0, stage.pitch.scroll if self.scrolls_pitch else 0)

    def refresh(self) -> None:
        """The kept picture is out of date."""
        self._kept.spoil()
        self.update()

    def refresh_part(self, part: QRect) -> None:
        """That part of the kept picture is out of date."""
        self._kept.spoil(part, self._scrolled_to())
        self.update(part)

    def _view_changed(self) -> None:
        if not self._kept.shows(self.looked_at()):
            self.refresh()
        elif not self._kept.is_at(self._scrolled_to()):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """An error goes to the hook for whatever is unexpected and no further: Qt goes on to paint the neighbours, and
        a second error in one picture may end the program (seen with PySide 6.11)."""
        try:
            self._renew()
            with QPainter(self) as painter:
                self._paint(painter, event)
        except Exception:  # noqa: BLE001 - the hook tells it
            sys.excepthook(*sys.exc_info())

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        self._kept.draw(painter, event.region())
        self.paint_over(painter, QRectF(event.rect()))
        self._paint_playhead(painter)

    def _renew(self) -> None:
        kept, at = self._kept, self._scrolled_to()
        spoiled = kept.prepare(self.size(), self.devicePixelRatioF(), self.looked_at(), at, self.slides)
        if not spoiled:
            return
        with QPainter(kept.picture) as painter:
            painter.setBrushOrigin(-at)  # so that hatches move along
            for part in spoiled:
                painter.setClipRect(part)
                self.paint_base(painter, part)

    def _paint_playhead(self, painter: QPainter) -> None:
        if self.has_time:
            x = self.stage.time.pixel(self.stage.playhead)
            ink = self.stage.theme.bad if self.stage.recording else self.stage.theme.ok
            painter.fillRect(max(0, x - 1) if x >= 0 else x - 1, 0, 2, self.height(), colour(ink))

    def _playhead_moved(self, before: int, after: int) -> None:
        for tick in (before, after):
            self.update(QRect(self.stage.time.pixel(tick) - _STRIP // 2 - 1, 0, _STRIP + 1, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refresh()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        """The gesture that a press at `pointer` starts; None when it means nothing."""
        return None

    def hover(self, pointer: Pointer) -> None:
        """The pointer moves without a button: show the cursor and say what a touch would do."""

    def point(self, event: QMouseEvent | QWheelEvent | QEnterEvent) -> Pointer:
        return Pointer.of(event, self.stage)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._focus_roll()
        if self.gesture is not None:
            return
        pointer = self.point(event)
        if pointer.button is Qt.MouseButton.MiddleButton:
            self.gesture = Pan(self.stage, pointer)
        else:
            self.gesture = self.begin(pointer)
        if self.gesture is not None:
            self.setCursor(self.gesture.cursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = self.point(event)
        if self.gesture is None:
            if event.buttons() == Qt.MouseButton.NoButton:
                self.hover(pointer)
            return
        if event.buttons() == Qt.MouseButton.NoButton:  # the release went to somebody else
            self.cancel_gesture()
            return
        self.gesture.drag(pointer)
        if self.gesture.scrolls:
            self._edges.follow(pointer, lambda: self.gesture)
        if words := self.gesture.words():
            self.stage.hint.emit(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture = self.gesture
        if gesture is None or event.button() != gesture.button:
            return
        self.gesture = None
        gesture.finish(self.point(event))
        self.unsetCursor()
        self.hover(self.point(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.gesture is None:
            wheel(self.stage, self.point(event), event.angleDelta(), event.pixelDelta())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.stage.hint.emit("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.cancel_gesture()

    def cancel_gesture(self) -> bool:
        """End the drag without a trace. False when there is none."""
        gesture, self.gesture = self.gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        self.unsetCursor()
        self.stage.hint.emit("")  # what the drag said, and the key it lit, are past
        self.stage.hover_key(None)
        return True

    def _music_changed(self) -> None:
        self.cancel_gesture()
        if self.of_music() is None:
            self.refresh()
        else:
            self._view_changed()

    def _focus_roll(self) -> None:
        """Clicks on any part give the keys to the roll (its canvas is the parent's focus proxy)."""
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus(Qt.FocusReason.MouseFocusReason)
