"""Which gesture a press in the roll starts: the one place that knows tools, buttons and held keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.draw import Draw
from musegen_app.ui.piano_roll.gestures.erase import Erase
from musegen_app.ui.piano_roll.gestures.move import Move
from musegen_app.ui.piano_roll.gestures.resize import Resize
from musegen_app.ui.piano_roll.gestures.select import Band
from musegen_app.ui.piano_roll.gestures.velocity import VelocityPull
from musegen_app.ui.piano_roll.hit import Hit, Zone
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage


def gesture_for(stage: Stage, pointer: Pointer) -> Gesture | None:
    """None when the press means nothing (or opens a menu)."""
    if pointer.button is Qt.MouseButton.RightButton:
        return None if stage.tool == "select" else Erase(stage, pointer)
    if pointer.button is not Qt.MouseButton.LeftButton:
        return None
    stage.pick_chord(None)
    if stage.tool == "erase":
        return Erase(stage, pointer)
    found = hit.note_at(stage, pointer.x, pointer.pitch)
    if found is not None:
        return _on_note(stage, pointer, found)
    if stage.tool == "draw" or (pointer.double and not _on_ghost(stage, pointer)):
        if stage.track is not None:
            return Draw(stage, pointer)
        stage.hint.emit("Add a track first: notes need an instrument")
        return None
    return Band(stage, pointer)


def _on_note(stage: Stage, pointer: Pointer, found: Hit) -> Gesture | None:
    if pointer.alt or (pointer.ctrl and pointer.shift):
        return VelocityPull(stage, pointer, found.note)
    if pointer.shift:
        stage.select(stage.selection ^ {found.note.id})
        return None
    if found.zone is Zone.BODY or pointer.ctrl:
        return Move(stage, pointer, found.note)
    return Resize(stage, pointer, found.note, left=found.zone is Zone.LEFT)


def _on_ghost(stage: Stage, pointer: Pointer) -> bool:
    return hit.ghost_track_at(stage, pointer.tick, pointer.pitch) is not None
