"""The wheel: scroll, and with Ctrl zoom so that what is under the pointer stays there."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

_NOTCH = 120  # eighths of a degree: one click of a usual wheel
_ZOOM = 1.18  # one notch
_SCROLL = 72  # pixels a notch


def wheel(stage: Stage, pointer: Pointer, angle: QPoint, pixels: QPoint) -> None:
    """Wheel: up and down; Shift: in time; Ctrl: zoom in time; Ctrl+Shift: zoom in pitch.

    With Alt, Qt turns the wheel sideways on some systems; a touchpad reports `pixels` and both directions.
    """
    turned = angle.y() if angle.y() else angle.x()
    if pointer.ctrl and pointer.shift:
        zoom_pitch(stage, 1 if turned > 0 else -1, pointer.y)
    elif pointer.ctrl:
        zoom_time(stage, _ZOOM ** (turned / _NOTCH), pointer.x)
    else:
        _scroll(stage, pointer, angle, pixels)


def zoom_time(stage: Stage, factor: float, anchor_x: float) -> None:
    stage.set_view(time=stage.time.zoomed(factor, anchor_x))


def zoom_pitch(stage: Stage, rows: int, anchor_y: float) -> None:
    step = rows * max(1, stage.pitch.row // 8)
    stage.set_view(pitch=stage.pitch.zoomed(stage.pitch.row + step, anchor_y, stage.height))


def _scroll(stage: Stage, pointer: Pointer, angle: QPoint, pixels: QPoint) -> None:
    across, down = angle.x() / _NOTCH * _SCROLL, angle.y() / _NOTCH * _SCROLL
    if not pixels.isNull():
        across, down = float(pixels.x()), float(pixels.y())
    if pointer.shift and not across:
        across, down = down, 0.0
    stage.set_view(
        stage.time.scrolled(stage.time.scroll - across),
        stage.pitch.scrolled(stage.pitch.scroll - down, stage.height),
    )
    stage.user_scrolled.emit()
