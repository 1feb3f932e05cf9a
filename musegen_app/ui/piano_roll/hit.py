"""What is under the pointer: a note's body or edge, a ghost of another track, a ghost of the take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.stage import Stage

_EDGE = 6.0  # pixels at an end of a note that resize it
_OUTSIDE = 3.0  # pixels behind the end that still count
_SHORT = 16.0  # notes narrower than that keep no left edge


class Zone(Enum):
    """Where on a note."""

    BODY = "body"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Hit:
    note: Note
    zone: Zone


def note_at(stage: Stage, x: float, pitch: int) -> Hit | None:
    """The active track's note at `x` pixels in the row of `pitch`."""
    tick = stage.time.tick(x)
    note = stage.index.at(tick, pitch, stage.time.ticks(_OUTSIDE))
    if note is None and stage.rows_mode == "drums":  # a hit is as wide as it is high, whatever its length
        note = stage.index.at(tick, pitch, stage.time.ticks(stage.pitch.row))
        if note is not None and x >= stage.time.x(note.start_tick) + stage.pitch.row:
            return None
    return Hit(note, _zone(stage, note, x)) if note is not None else None


def _zone(stage: Stage, note: Note, x: float) -> Zone:
    if stage.rows_mode == "drums":
        return Zone.BODY  # hits have no length that one could see
    left, right = stage.time.x(note.start_tick), stage.time.x(note.end_tick)
    width = right - left
    edge = min(_EDGE, width / 3)
    if x >= right - edge:
        return Zone.RIGHT
    if width >= _SHORT and x < left + edge:
        return Zone.LEFT
    return Zone.BODY


def ghost_track_at(stage: Stage, tick: float, pitch: int) -> int | None:
    """The id of another track with a note there; the one listed last lies on top."""
    for track in reversed(stage.ghost_tracks):
        if stage.indexes.of(track).at(tick, pitch) is not None:
            return track.id
    return None


def take_note_at(stage: Stage, tick: float, pitch: int) -> Note | None:
    """The take's ghost there."""
    notes = stage.take.notes if stage.take is not None else ()
    return next((n for n in notes if n.pitch == pitch and n.start_tick <= tick < n.end_tick), None)


def notes_in(notes: Iterable[Note], from_tick: float, to_tick: float, low: int, high: int) -> list[Note]:
    """Notes that touch the ticks and lie in low..high."""
    return [n for n in notes if n.start_tick < to_tick and n.end_tick > from_tick and low <= n.pitch <= high]
