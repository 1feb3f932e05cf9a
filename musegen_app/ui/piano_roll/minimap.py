"""The whole song in a thin strip above the roll; the frame in it is what is seen, to be pulled and resized."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Track
from musegen_app.ui.piano_roll import hints
from musegen_app.ui.piano_roll.corner import Corner
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.overview import FrameEdge, FrameMove
from musegen_app.ui.piano_roll.gestures.zoom import wheel
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

HEIGHT = 34
_PAD = 3
_GRIP = 5.0  # pixels at both ends of the frame that resize it
_NARROWEST = 12.0  # pixels that the frame keeps, so that it can be taken
_SPARE_BARS = 2
_SOON_MS = 150  # a long song is drawn again when an edit has been seen in the roll
_LONG = 2000  # notes


class Minimap(Lane):
    """The overview. Its picture is kept until the notes change; scrolling and zooming only move the frame."""

    has_time = False

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(stage, "", parent)
        self.setAccessibleName(self.tr("Overview of the song: pull the frame to go elsewhere"))
        self.setFixedHeight(HEIGHT)
        self.head = Corner(stage, "", parent)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        stage.view_changed.connect(self.update)
        stage.loop_changed.connect(self.update)
        stage.take_changed.connect(self._view_changed)
        stage.playhead_moved.connect(self._moved)

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open(self, on: bool) -> None:
        """Show or fold the strip."""
        self.setVisible(on)
        self.head.setVisible(on)

    # -- arithmetic ----------------------------------------------------------------------------------------------

    @property
    def end_tick(self) -> int:
        """What the right edge stands for."""
        score, take = self.stage.score, self.stage.take
        end = max(score.end_tick, take.end_tick if take is not None else 0)
        return end + _SPARE_BARS * score.meter.at(end).bar_ticks

    def place(self, tick: float) -> float:
        return tick / self.end_tick * self.width()

    def tick(self, x: float) -> float:
        return x / max(1, self.width()) * self.end_tick

    def frame(self) -> QRectF:
        """What the roll shows."""
        time, stage = self.stage.time, self.stage
        left, right = self.place(time.tick(0)), min(float(self.width()), self.place(time.tick(stage.width)))
        left = min(left, self.width() - _NARROWEST)
        return QRectF(left, 0.5, max(_NARROWEST, right - left), self.height() - 2)

    def looked_at(self) -> object:
        return self.end_tick

    # -- painting ------------------------------------------------------------------------------------------------

    def paint_base(self, painter: QPainter, clip: QRect) -> None:
        theme, stage = self.stage.theme, self.stage
        painter.fillRect(self.rect(), colour(theme.panel))
        tracks = [t for t in stage.score.tracks if t.notes]
        if shapes.is_crowd(sum(len(t.notes) for t in tracks)):
            from musegen_app.ui.piano_roll.painters.overview import paint_overview

            paint_overview(painter, stage, self.end_tick, self.width(), self.height(), _PAD)
            return
        pitches = pitch_range(stage)
        for track in sorted(tracks, key=lambda t: t.id == stage.track_id):
            self._paint_track(painter, track, *pitches)

    def _paint_track(self, painter: QPainter, track: Track, low: int, high: int) -> None:
        """A dash for each note, the active track on top and in full."""
        room = self.height() - 2 * _PAD - 2
        dashes = [
            QRectF(
                self.place(n.start_tick),
                _PAD + room * (high - n.pitch) / (high - low),
                max(1.0, self.place(n.duration_ticks) - 0.5),
                2,
            )
            for n in track.notes
        ]
        strength = 230 if track.id == self.stage.track_id else 90
        shapes.fill_rects(painter, dashes, colour(self.stage.colour_of(track.id), strength), 0)

    def paint_over(self, painter: QPainter, clip: QRectF) -> None:
        theme, stage = self.stage.theme, self.stage
        frame, width, height = self.frame(), self.width(), self.height()
        veil = colour(theme.ground, 150)
        painter.fillRect(QRectF(0, 0, frame.left(), height), veil)
        painter.fillRect(QRectF(frame.right(), 0, width - frame.right(), height), veil)
        on, first, last = stage.loop
        if on and last > first:
            painter.fillRect(
                QRectF(self.place(first), height - 3, self.place(last) - self.place(first), 2), colour(theme.accent)
            )
        painter.fillRect(QRectF(round(self.place(stage.playhead)), 0, 1, height), colour(theme.ok))
        painter.fillRect(0, height - 1, width, 1, colour(theme.line))
        painter.fillRect(frame, colour(theme.text, 14))
        shapes.outline_rects(painter, [frame.toAlignedRect().toRectF()], QPen(colour(theme.dim), 1), 0)

    def _moved(self, before: int, after: int) -> None:
        places = {round(self.place(tick)) for tick in (before, after)}
        for x in places if len(places) > 1 else ():
            self.update(QRect(x - 1, 0, 3, self.height()))

    def _music_changed(self) -> None:
        self.cancel_gesture()
        if sum(len(t.notes) for t in self.stage.score.tracks) > _LONG:
            self._soon.start()
        else:
            self.refresh()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> Gesture | None:
        if pointer.button is not Qt.MouseButton.LeftButton:
            return None
        if edge := self._edge_at(pointer.x):
            return FrameEdge(self.stage, pointer, edge == "left", self.end_tick / max(1, self.width()))
        gesture = FrameMove(self.stage, pointer, self.end_tick / max(1, self.width()))
        if not self.frame().left() <= pointer.x <= self.frame().right():
            gesture.centre(self.tick(pointer.x))
        return gesture

    def hover(self, pointer: Pointer) -> None:
        if self._edge_at(pointer.x):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
            self.stage.hint.emit(self.tr("Pull to zoom"))
            return
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        place = hints.place_text(self.stage, self.tick(pointer.x))
        self.stage.hint.emit(self.tr("{0} · click to look there, pull to scroll").format(place))

    def _edge_at(self, x: float) -> str:
        frame = self.frame()
        grip = min(_GRIP, frame.width() / 3)
        if abs(x - frame.left()) <= grip:
            return "left"
        return "right" if abs(x - frame.right()) <= grip else ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """As over the roll, zooming around the middle of the view."""
        if self.gesture is None:
            pointer = self.point(event)
            middle = self.stage.width / 2
            wheel(self.stage, pointer.at(middle), event.angleDelta(), event.pixelDelta())
        event.accept()


def pitch_range(stage: Stage) -> tuple[int, int]:
    """The lowest and highest pitch of all tracks, at least two octaves apart."""
    pitches = [n.pitch for t in stage.score.tracks for n in t.notes]
    low, high = min(pitches, default=48), max(pitches, default=72)
    spare = max(0, 24 - (high - low)) // 2
    return low - spare, high + spare + 1
