"""What was copied: kept in the program for every song, and on the system's clipboard as JSON."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from musegen_app.score.control_edits import CopiedControls
from musegen_app.score.control_values import limits
from musegen_app.score.model import DRAWN, ControlKind, Note, Origin, OriginKind
from musegen_app.score.passage import Passage
from musegen_app.score.time import TICKS_PER_QUARTER

MIME = "application/x-musegen-notes+json"
_MOST_NOTES = 200_000
_MOST_POINTS = 1_000_000
_LAST_TICK = 2**31

_held = Passage()
_held_text = ""


def put(passage: Passage) -> None:
    """Keep `passage` for `held`, here and in other windows of the program."""
    global _held, _held_text
    _held, _held_text = passage, to_json(passage)
    data = QMimeData()
    data.setData(MIME, QByteArray(_held_text.encode()))
    data.setText(_held_text)
    QGuiApplication.clipboard().setMimeData(data)


def has_notes() -> bool:
    """Whether there seems to be something to paste; cheap, so it does not look inside."""
    data = QGuiApplication.clipboard().mimeData()
    return bool(_held.notes) or (data is not None and data.hasFormat(MIME))


def held() -> Passage:
    """What would be pasted: the system clipboard's notes if there are any, else the last that were copied here."""
    data = QGuiApplication.clipboard().mimeData()
    if data is not None and data.hasFormat(MIME):
        text = bytes(data.data(MIME).data()).decode("utf-8", "replace")
        if text != _held_text:
            passage = from_json(text)
            return passage if passage.notes else _held
    return _held


def to_json(passage: Passage) -> str:
    controls = [
        {"kind": c.name[0].value, "number": c.name[1], "ticks": c.ticks, "points": c.points} for c in passage.controls
    ]
    return json.dumps(
        {
            "format": "musegen-notes",
            "ticks_per_quarter": TICKS_PER_QUARTER,
            "ticks": passage.ticks,
            "notes": [_row(n) for n in passage.notes],
            "controls": controls,
        }
    )


def from_json(text: str) -> Passage:
    """The passage of `to_json`, its notes with fresh ids; an empty one for anything else. Another program may have
    written it."""
    try:
        read = json.loads(text)
        if read["format"] != "musegen-notes":
            return Passage()
        scale = TICKS_PER_QUARTER / int(read["ticks_per_quarter"])
        notes = tuple(sorted((_note(row, scale) for row in read["notes"][:_MOST_NOTES]), key=lambda n: n.order))
        controls = tuple(_controls(row, scale) for row in read.get("controls", ()))
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError, OverflowError, RecursionError):
        return Passage()
    return Passage(notes, controls, max((n.end_tick for n in notes), default=0))


def _row(note: Note) -> dict[str, Any]:
    row: dict[str, Any] = {
        "tick": note.start_tick,
        "ticks": note.duration_ticks,
        "pitch": note.pitch,
        "velocity": note.velocity,
        "release": note.release_velocity,
    }
    if note.muted:
        row["muted"] = True
    if note.origin != DRAWN:
        origin = note.origin
        row["origin"] = [origin.kind.value, origin.bundle, origin.rng_seed, origin.take, origin.settings]
    return row


def _note(row: dict[str, Any], scale: float) -> Note:
    note = Note(
        start_tick=round(row["tick"] * scale),
        duration_ticks=max(1, round(row["ticks"] * scale)),
        pitch=int(row["pitch"]),
        velocity=int(row.get("velocity", 80)),
        release_velocity=int(row.get("release", 64)),
        muted=bool(row.get("muted", False)),
        origin=_origin(row.get("origin")),
    )
    in_range = 0 <= note.pitch <= 127 and 1 <= note.velocity <= 127 and 0 <= note.release_velocity <= 127
    if not in_range or not 0 <= note.start_tick <= note.end_tick < _LAST_TICK:
        raise ValueError("a note out of range")
    return note


def _origin(row: list[Any] | None) -> Origin:
    if row is None:
        return DRAWN
    kind, bundle, seed, take, settings = row
    return Origin(OriginKind(kind), str(bundle), int(seed), str(take), str(settings))


def _controls(row: dict[str, Any], scale: float) -> CopiedControls:
    name = (ControlKind(row["kind"]), int(row["number"]))
    low, high = limits(name)
    points = tuple((round(tick * scale), int(value)) for tick, value in row["points"][:_MOST_POINTS])
    ticks = round(row["ticks"] * scale)
    fine = all(0 <= tick < _LAST_TICK and low <= value <= high for tick, value in points)
    if not fine or not 0 <= name[1] <= 127 or not 0 <= ticks < _LAST_TICK:
        raise ValueError("a controller out of range")
    return CopiedControls(name, ticks, points)
