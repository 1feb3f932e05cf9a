"""For tests of the roll: a hand that holds the mouse, and a desk with a score behind the roll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.piano_roll.view import RollView

Q = 960
PIXELS_PER_TICK = 0.1  # a sixteenth is 24 pixels
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hand:
    """Mouse events as the window system would send them, in pixels of `widget`."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._held = Qt.MouseButton.NoButton

    def press(
        self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        self._held = button
        self._send(QEvent.Type.MouseButtonPress, at, button, button, keys)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, self._held, keys)

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        button, self._held = self._held, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, keys)

    def drag(
        self,
        start: QPoint,
        end: QPoint,
        keys: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Press, move there in two steps, release."""
        self.press(start, keys, button)
        self.move((start + end) / 2, keys)
        self.move(end, keys)
        self.release(end, keys)

    def click(
        self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        self.press(at, keys, button)
        self.release(at, keys)

    def double_click(self, at: QPoint) -> None:
        self.click(at)
        left = Qt.MouseButton.LeftButton
        self._held = left
        self._send(QEvent.Type.MouseButtonDblClick, at, left, left, NONE)
        self.release(at)

    def wheel(self, at: QPoint, notches: float, keys: Qt.KeyboardModifier = NONE) -> None:
        event = QWheelEvent(
            QPointF(at),
            QPointF(self._widget.mapToGlobal(at)),
            QPoint(0, 0),
            QPoint(0, round(notches * 120)),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._widget, event)

    def _send(
        self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton, keys: Qt.KeyboardModifier
    ) -> None:
        event = QMouseEvent(kind, QPointF(at), QPointF(self._widget.mapToGlobal(at)), button, held, keys)
        QApplication.sendEvent(self._widget, event)


class Desk:
    """The roll, the score behind it and what the roll asked for."""

    def __init__(self, roll: RollView, score: Score) -> None:
        self.roll = roll
        self.score = score
        self.labels: list[str] = []
        self.keys: list[str] = []
        self.heard: list[int] = []
        self.hand = Hand(roll.canvas)
        roll.editRequested.connect(self._edit)
        roll.previewRequested.connect(lambda pitch, _velocity: self.heard.append(pitch))
        roll.set_score(score)

    def _edit(self, label: str, score: Score, key: str) -> None:
        self.labels.append(label)
        self.keys.append(key)
        self.score = score
        self.roll.set_score(score)

    @property
    def notes(self) -> list[tuple[int, int, int]]:
        """Start, length and pitch of the active track's notes."""
        return [(n.start_tick, n.duration_ticks, n.pitch) for n in self.score.track(self.roll.active_track).notes]

    def place(self, tick: float, pitch: int) -> QPoint:
        """The middle of the row of `pitch` at `tick`, in pixels of the roll."""
        stage = self.roll.stage
        return QPoint(round(stage.time.x(tick)), stage.pitch.y(pitch) + stage.pitch.row // 2)

    def view(self, first_tick: int = 0, top_pitch: int = 84) -> None:
        """A known zoom: 0.1 pixels a tick, rows of 20 pixels."""
        stage = self.roll.stage
        pitch = PitchAxis(20).scrolled((127 - top_pitch) * 20, stage.height)
        stage.set_view(TimeAxis(PIXELS_PER_TICK).scrolled(first_tick * PIXELS_PER_TICK), pitch)


def make_track(*notes: tuple[int, int, int], name: str = "Melody") -> Track:
    """Notes as (start, length, pitch)."""
    return Track(name).with_notes([Note(start, ticks, pitch) for start, ticks, pitch in notes])
