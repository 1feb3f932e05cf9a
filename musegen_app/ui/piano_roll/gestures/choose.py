"""Which gesture a press in the roll starts: the one place that knows tools, buttons and held keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.gestures.draw import Draw
from musegen_app.ui.piano_roll.gestures.erase import Erase
from musegen_app.ui.piano_roll.gestures.glue import Glue
from musegen_app.ui.piano_roll.gestures.hits import Hits
from musegen_app.ui.piano_roll.gestures.knife import Knife
from musegen_app.ui.piano_roll.gestures.lasso import Lasso
from musegen_app.ui.piano_roll.gestures.move import Move
from musegen_app.ui.piano_roll.gestures.resize import Resize
from musegen_app.ui.piano_roll.gestures.select import Band
from musegen_app.ui.piano_roll.gestures.stamp import StampChord
from musegen_app.ui.piano_roll.gestures.stretch import Stretch
from musegen_app.ui.piano_roll.gestures.swipe import Swipe
from musegen_app.ui.piano_roll.gestures.velocity import VelocityPull
from musegen_app.ui.piano_roll.hit import Hit, Zone
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

_WHEREVER: dict[str, type[Erase | Knife | Glue | Swipe]] = {
    "erase": Erase,
    "knife": Knife,
    "glue": Glue,
    "swipe": Swipe,
}
_DRAWING = ("draw", "stamp")


def gesture_for(stage: Stage, pointer: Pointer) -> Gesture | None:
    """None when the press means nothing (or opens a menu)."""
    if pointer.button is Qt.MouseButton.RightButton:
        return None if stage.tool == "select" else Erase(stage, pointer)
    if pointer.button is not Qt.MouseButton.LeftButton:
        return None
    stage.pick_chord(None)
    always = _WHEREVER.get(stage.tool_in_hand)
    if always is not None:
        return always(stage, pointer)
    found = hit.note_at(stage, pointer.x, pointer.pitch)
    if found is not None:
        return _on_note(stage, pointer, found)
    return _on_nothing(stage, pointer)


def _on_note(stage: Stage, pointer: Pointer, found: Hit) -> Gesture | None:
    note, left = found.note, found.zone is Zone.LEFT
    if pointer.alt or (pointer.ctrl and pointer.shift):
        return VelocityPull(stage, pointer, note)
    if pointer.shift:
        if found.zone is not Zone.BODY and note.id in stage.selection and len(stage.selection) > 1:
            return Stretch(stage, pointer, note, left)
        stage.select(stage.selection ^ {note.id})
        return None
    if found.zone is Zone.BODY or pointer.ctrl:
        return Move(stage, pointer, note)
    return Resize(stage, pointer, note, left)


def _on_nothing(stage: Stage, pointer: Pointer) -> Gesture | None:
    """Ctrl and Shift add to the selection, whatever the tool; else it is up to the tool."""
    if pointer.ctrl and not pointer.double:
        return Lasso(stage, pointer)
    drawing = stage.tool in _DRAWING or (pointer.double and not _on_ghost(stage, pointer))
    below_the_rows = pointer.y + stage.pitch.scroll >= stage.pitch.height  # a kit does not fill a high roll
    if pointer.shift or not drawing or below_the_rows:
        return Band(stage, pointer)
    if stage.track is None:
        stage.new_track_wanted.emit()
    if stage.track is None:
        stage.hint.emit(said("Add a track first: notes need an instrument"))
        return None
    if stage.rows_mode == "drums":
        return Hits(stage, pointer)
    return StampChord(stage, pointer) if stage.tool == "stamp" else Draw(stage, pointer)


def _on_ghost(stage: Stage, pointer: Pointer) -> bool:
    return hit.ghost_track_at(stage, pointer.tick, pointer.pitch) is not None
