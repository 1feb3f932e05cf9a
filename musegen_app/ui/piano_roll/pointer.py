"""The mouse in musical terms: which tick and pitch it is over, and which keys are held."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QSinglePointEvent

from musegen_app.ui.piano_roll.stage import Stage


@dataclass(frozen=True, slots=True)
class Pointer:
    """`x`, `y` are pixels of the widget; `pitch` makes sense over the roll and the keys only."""

    x: float
    y: float
    tick: float
    pitch: int
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    double: bool = False

    def at(self, x: float) -> Pointer:
        """The same at another place of the widget."""
        return replace(self, x=x)

    @staticmethod
    def of(event: QSinglePointEvent, stage: Stage) -> Pointer:
        place, held = event.position(), event.modifiers()
        return Pointer(
            x=place.x(),
            y=place.y(),
            tick=stage.time.tick(place.x()),
            pitch=stage.pitch.pitch(place.y()),
            button=event.button(),
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
            double=event.type() == QEvent.Type.MouseButtonDblClick,
        )
