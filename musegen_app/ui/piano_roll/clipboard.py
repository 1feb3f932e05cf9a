"""Notes that were copied: kept in the program for every song, and on the system's clipboard as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from musegen_app.score.model import Note, new_id
from musegen_app.score.time import TICKS_PER_QUARTER

MIME = "application/x-musegen-notes+json"
_MOST_NOTES = 200_000
_LAST_TICK = 2**31

_held: tuple[Note, ...] = ()


def put(notes: tuple[Note, ...]) -> None:
    """Keep `notes` (ticks count from the first one) for `notes_held`, here and in other windows of the program."""
    global _held
    _held = notes
    data = QMimeData()
    text = to_json(notes)
    data.setData(MIME, QByteArray(text.encode()))
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def notes_held() -> tuple[Note, ...]:
    """What would be pasted: the system clipboard's notes if there are any, else the last that were copied here."""
    data = QGuiApplication.clipboard().mimeData()
    if data is not None and data.hasFormat(MIME):
        notes = from_json(bytes(data.data(MIME).data()).decode("utf-8", "replace"))
        if notes:
            return notes
    return _held


def to_json(notes: tuple[Note, ...]) -> str:
    rows = [{"tick": n.start_tick, "ticks": n.duration_ticks, "pitch": n.pitch, "velocity": n.velocity} for n in notes]
    return json.dumps({"format": "musegen-notes", "ticks_per_quarter": TICKS_PER_QUARTER, "notes": rows})


def from_json(text: str) -> tuple[Note, ...]:
    """Notes of `to_json`, with fresh ids; empty for anything else. Another program may have written it."""
    try:
        read = json.loads(text)
        if read["format"] != "musegen-notes":
            return ()
        scale = TICKS_PER_QUARTER / int(read["ticks_per_quarter"])
        return tuple(_note(row, scale) for row in read["notes"][:_MOST_NOTES])
    except (ValueError, TypeError, KeyError, ZeroDivisionError, OverflowError, RecursionError):
        return ()


def _note(row: dict[str, int], scale: float) -> Note:
    note = Note(
        start_tick=round(row["tick"] * scale),
        duration_ticks=max(1, round(row["ticks"] * scale)),
        pitch=int(row["pitch"]),
        velocity=int(row.get("velocity", 80)),
    )
    in_range = 0 <= note.pitch <= 127 and 1 <= note.velocity <= 127
    if not in_range or not 0 <= note.start_tick <= note.end_tick < _LAST_TICK:
        raise ValueError("a note out of range")
    return replace(note, id=new_id())
