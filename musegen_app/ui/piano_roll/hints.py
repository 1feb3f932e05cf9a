"""What the pointer is over and what a touch would do: cursors and sentences for the status line."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.score.gm import DRUM_SOUNDS
from musegen_app.score.keys import pitch_name
from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.authorship import who_wrote
from musegen_app.ui.piano_roll.hit import Hit, Zone
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import marked, said

_EMPTY = {
    "draw": marked("click to draw a note, pull for its length, Ctrl+pull for a lasso"),
    "select": marked("pull to select, Ctrl+pull for a lasso, double-click to add a note"),
    "erase": marked("pull over notes to erase them"),
    "knife": marked("pull across notes to cut them"),
    "glue": marked("click a note to join it with the next one of its pitch"),
    "swipe": marked("pull over what the net is to write anew, Shift+pull over single notes"),
    "stamp": marked("click to draw a chord of the key, pull for its length"),
}
_EMPTY_CURSOR = {
    "draw": Qt.CursorShape.CrossCursor,
    "select": Qt.CursorShape.ArrowCursor,
    "erase": Qt.CursorShape.ForbiddenCursor,
    "knife": Qt.CursorShape.SplitHCursor,
    "glue": Qt.CursorShape.PointingHandCursor,
    "stamp": Qt.CursorShape.CrossCursor,
    "swipe": Qt.CursorShape.PointingHandCursor,
}
_ON_NOTE = {
    "erase": marked("click to erase"),
    "knife": marked("click to cut here, Alt+click free of the grid, pull to cut across notes"),
    "swipe": marked("pull over what the net is to write anew, Shift+pull over single notes"),
    "glue": marked("click to join with the next one of this pitch, pull to join all you pass"),
}


def selected_text(count: int) -> str:
    """How many notes are selected."""
    return said("1 note selected") if count == 1 else said("{0} notes selected").format(count)


def place_text(stage: Stage, tick: float) -> str:
    """`bar 3 beat 2`."""
    meter = stage.score.meter
    whole = max(0, int(tick))
    position = meter.position(whole)
    return said("bar {0} beat {1}").format(position.bar + 1, position.tick // meter.at(whole).beat_ticks + 1)


def length_text(stage: Stage, first: int, last: int) -> str:
    """How many bars lie between two ticks: `1 bar`, `1.5 bars`."""
    bars = (last - first) / stage.score.meter.at(first).bar_ticks
    return said("1 bar") if bars == 1 else said("{0:.3g} bars").format(bars)


def name_text(stage: Stage, pitch: int, tick: float) -> str:
    """`Kick` on a drum track, `Bb4` on others."""
    track = stage.track
    if track is not None and track.is_drums and pitch in DRUM_SOUNDS:
        return DRUM_SOUNDS[pitch]
    return pitch_name(pitch, stage.key_at(tick))


def roll_hint(stage: Stage, pointer: Pointer) -> tuple[Qt.CursorShape, str]:
    """Cursor and sentence for the pointer over the roll."""
    found = hit.note_at(stage, pointer.x, pointer.pitch)
    if found is not None:
        return _note_hint(stage, pointer, found)
    name = name_text(stage, pointer.pitch, pointer.tick)
    where = f"{name} · {place_text(stage, pointer.tick)}"
    if stage.tool == "select":
        if hit.take_note_at(stage, pointer.tick, pointer.pitch) is not None:
            words = said("proposed by the net: pull over ghosts to keep a part of them")
            return Qt.CursorShape.ArrowCursor, f"{where} · {words}"
        other = hit.ghost_track_at(stage, pointer.tick, pointer.pitch)
        if other is not None:
            track = stage.score.track(other).name or said("the other track")
            return Qt.CursorShape.PointingHandCursor, said("{0} · click to edit {1}").format(where, track)
    tool = stage.tool_in_hand
    return _EMPTY_CURSOR[tool], f"{where} · {said(_EMPTY[tool])}"


def _note_hint(stage: Stage, pointer: Pointer, found: Hit) -> tuple[Qt.CursorShape, str]:
    about, tool = note_text(stage, found.note), stage.tool_in_hand
    if found.note.locked:
        return Qt.CursorShape.ArrowCursor, said("{0} · locked, Shift+L unlocks it").format(about)
    if tool in _ON_NOTE:
        return _EMPTY_CURSOR[tool], f"{about} · {said(_ON_NOTE[tool])}"
    if pointer.alt:
        return Qt.CursorShape.SizeVerCursor, said("{0} · pull up or down for the velocity").format(about)
    if found.zone is Zone.BODY:
        words = said("pull to move (out of the window: a MIDI file), Ctrl+pull to copy, Alt+pull for velocity")
        return Qt.CursorShape.OpenHandCursor, f"{about} · {words}"
    many = len(stage.selection) > 1 and found.note.id in stage.selection
    words = said("pull to resize, Shift+pull to stretch the selection") if many else said("pull to resize")
    return Qt.CursorShape.SizeHorCursor, f"{about} · {words}"


def note_text(stage: Stage, note: Note) -> str:
    name = name_text(stage, note.pitch, note.start_tick)
    place, who = place_text(stage, note.start_tick), who_wrote(note.origin)
    return said("{0} · {1} · velocity {2} · {3}").format(name, place, note.velocity, who)
