"""What the lanes share whose values are points that are picked, pulled and typed: controllers and steering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.lane_field import LaneField
from musegen_app.ui.piano_roll.stage import Stage


class PointKeys(Protocol):
    """The keyboard of such a lane."""

    def new_step(self) -> None: ...
    def claims(self, event: QKeyEvent) -> bool: ...
    def press(self, event: QKeyEvent) -> bool: ...


class PointLane(Lane):
    """`picked` points are what keys and drags mean; a number names each. Has the keyboard when touched."""

    choosing = Signal(QPoint)  # the menu key: what the lane shows; a place on the screen

    def __init__(self, stage: Stage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(stage, name, parent)
        self.picked: frozenset[int] = frozenset()
        self.hovered: int | None = None
        self.band: QRectF | None = None  # the rubber band, in pixels of the lane
        self._field = LaneField(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        stage.draft_changed.connect(self._view_changed)
        stage.tool_changed.connect(self.cancel_gesture)

    @property
    def keys(self) -> PointKeys:
        """What the keyboard does here."""
        raise NotImplementedError

    @property
    def has_points(self) -> bool:
        raise NotImplementedError

    def pick(self, points: Iterable[int]) -> None:
        """These points, and a new undo step for the next key."""
        points = frozenset(points)
        if points != self.picked:
            self.picked = points
            self.keys.new_step()
            self.refresh()

    def show_band(self, band: QRectF | None) -> None:
        self.band = band
        self.update()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the right button draws a line."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.choosing.emit(self.mapToGlobal(QPoint(0, 0)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(None)

    def _set_hovered(self, point: int | None) -> None:
        if point != self.hovered:
            self.hovered = point
            self.update()

    def _focus_roll(self) -> None:
        """A touched lane has the keys itself."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self.gesture is None
            and self.keys.claims(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self.gesture is None and self.keys.press(event))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks from point to point; where there are none it leaves the lane. (F6 always does.)"""
        return False if self.has_points else super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
