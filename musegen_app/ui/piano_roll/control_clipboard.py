"""A copied range of a control: kept in the program for every song, and on the system's clipboard as JSON."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from musegen_app.score.control_edits import CopiedControls
from musegen_app.ui.piano_roll import lane_kinds

MIME = "application/x-musegen-controls+json"
_MOST_POINTS = 100_000
_MOST_TICKS = 2**31
_MOST_VALUE = 2**14


def put(copied: CopiedControls) -> None:
    """Keep `copied` for `held`, here and in other windows of the program."""
    data = QMimeData()
    data.setData(MIME, QByteArray(to_json(copied).encode()))
    QGuiApplication.clipboard().setMimeData(data)


def held() -> CopiedControls | None:
    """What would be pasted; None when the clipboard holds something else."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.hasFormat(MIME):
        return None
    return from_json(bytes(data.data(MIME).data()).decode("utf-8", "replace"))


def to_json(copied: CopiedControls) -> str:
    return json.dumps({"control": lane_kinds.key_of(copied.name), "ticks": copied.ticks, "points": copied.points})


def from_json(text: str) -> CopiedControls | None:
    """None for anything that `to_json` did not write."""
    try:
        raw = json.loads(text)
        name = lane_kinds.name_of(str(raw["control"]))
        ticks = int(raw["ticks"])
        points = tuple((int(tick), int(value)) for tick, value in raw["points"][:_MOST_POINTS])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    fits = all(0 <= tick < _MOST_TICKS and abs(value) <= _MOST_VALUE for tick, value in points)
    return CopiedControls(name, ticks, points) if name is not None and fits and 0 <= ticks < _MOST_TICKS else None
