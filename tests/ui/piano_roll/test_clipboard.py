"""Notes as JSON on the clipboard: what another program wrote there can do no harm."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll import clipboard

NOTES = (Note(0, 480, 60, 90), Note(480, 240, 64, 70))


def shapes(notes: tuple[Note, ...]) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes]


def test_json_and_back_with_fresh_ids() -> None:
    read = clipboard.from_json(clipboard.to_json(NOTES))
    assert shapes(read) == shapes(NOTES)
    assert not {n.id for n in read} & {n.id for n in NOTES}


def test_another_resolution_is_scaled() -> None:
    text = json.dumps(
        {"format": "musegen-notes", "ticks_per_quarter": 480, "notes": [{"tick": 240, "ticks": 240, "pitch": 60}]}
    )
    assert shapes(clipboard.from_json(text)) == [(480, 480, 60, 80)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"format": "other"}',
        '{"format": "musegen-notes", "ticks_per_quarter": 0, "notes": []}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [{"tick": 0, "ticks": 1, "pitch": 200}]}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [{"tick": -5, "ticks": 1, "pitch": 60}]}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [{"tick": 1e400, "ticks": 1, "pitch": 60}]}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": 7}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_nothing(text: str) -> None:
    assert clipboard.from_json(text) == ()


@pytest.mark.qt
def test_the_clipboard_of_the_system_comes_first(qtbot: QtBot) -> None:
    clipboard.put(NOTES)
    assert shapes(clipboard.notes_held()) == shapes(NOTES)
    foreign = QMimeData()
    foreign.setData(clipboard.MIME, clipboard.to_json(NOTES[:1]).encode())
    QGuiApplication.clipboard().setMimeData(foreign)
    assert shapes(clipboard.notes_held()) == shapes(NOTES[:1])


@pytest.mark.qt
def test_copied_text_does_not_lose_the_notes(qtbot: QtBot) -> None:
    clipboard.put(NOTES)
    QGuiApplication.clipboard().setText("a word")
    assert shapes(clipboard.notes_held()) == shapes(NOTES)
