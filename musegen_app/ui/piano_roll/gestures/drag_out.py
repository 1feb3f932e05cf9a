"""Carry the selection out of the window as a MIDI file, into any program that takes files."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Score
from musegen_app.score.passage import excerpt
from musegen_app.ui import icons
from musegen_app.ui.theme import Theme

MIDI_MIME = "audio/midi"
_BEYOND = 80  # pixels outside the window; nearer to it a drag scrolls
_LONGEST_NAME = 60
_PICTURE = 32

_folder: tempfile.TemporaryDirectory[str] | None = None  # goes with the program
_count = 0


def leaves_window(widget: QWidget, place: QPointF) -> bool:
    """Whether `place` (global) is clearly outside the window that `widget` is in."""
    inside = widget.window().frameGeometry().adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND)
    return not inside.contains(place.toPoint())


def midi_data(score: Score, track_id: int, ids: frozenset[int]) -> QMimeData:
    """The notes as a MIDI file that begins with the first of them: its place on the disk and its bytes."""
    from musegen_app.formats.midi_write import midi_bytes  # the window starts without the formats

    data = midi_bytes(excerpt(score, track_id, ids))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(_written(data, score.track(track_id).name or score.title)))])
    carried.setData(MIDI_MIME, QByteArray(data))
    return carried


def carry(source: QWidget, data: QMimeData, theme: Theme) -> None:
    """Let the user carry `data` until the button is released. A loop of its own: tests put another in its place."""
    drag = QDrag(source)
    drag.setMimeData(data)
    picture: QPixmap = icons.pixmap("note", theme.accent, _PICTURE, source.devicePixelRatioF())
    drag.setPixmap(picture)
    drag.exec(Qt.DropAction.CopyAction)


def _written(data: bytes, name: str) -> Path:
    """The file in a folder that goes when the program ends; whoever took it may still read it until then."""
    global _folder, _count
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="musegen-")
    _count += 1
    plain = re.sub(r"[^\w -]", "", name).strip()[:_LONGEST_NAME] or "MuseGen"
    home = Path(_folder.name) / str(_count)
    home.mkdir()
    path = home / f"{plain}.mid"
    path.write_bytes(data)
    return path
