"""Notes as JSON on the clipboard: what another program wrote there can do no harm."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from musegen_app.score.control_edits import CopiedControls
from musegen_app.score.model import ControlKind, Note, Origin, OriginKind
from musegen_app.score.passage import Passage
from musegen_app.ui.piano_roll import clipboard

NOTES = (Note(0, 480, 60, 90), Note(480, 240, 64, 70))

PEDAL = CopiedControls((ControlKind.CONTROL, 64), 720, ((0, 127), (500, 0)))
PASSAGE = Passage(NOTES, (PEDAL,), 720)


def shapes(notes: tuple[Note, ...]) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes]


def test_json_and_back_with_fresh_ids() -> None:
    read = clipboard.from_json(clipboard.to_json(PASSAGE)).notes
    assert shapes(read) == shapes(NOTES)
    assert not {n.id for n in read} & {n.id for n in NOTES}


def test_another_resolution_is_scaled() -> None:
    text = json.dumps(
        {"format": "musegen-notes", "ticks_per_quarter": 480, "notes": [{"tick": 240, "ticks": 240, "pitch": 60}]}
    )
    assert shapes(clipboard.from_json(text).notes) == [(480, 480, 60, 80)]


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
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [], "controls": [{"kind": "control"}]}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [], "controls": 7}',
        '{"format": "musegen-notes", "ticks_per_quarter": 960, "notes": [{"tick": 0, "ticks": 1, "pitch": 6,'
        ' "origin": ["witchcraft", "", 0, "", ""]}]}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_nothing(text: str) -> None:
    assert clipboard.from_json(text) == Passage()


@pytest.mark.qt
def test_the_clipboard_of_the_system_comes_first(qtbot: QtBot) -> None:
    clipboard.put(PASSAGE)
    assert shapes(clipboard.held().notes) == shapes(NOTES)
    foreign = QMimeData()
    foreign.setData(clipboard.MIME, clipboard.to_json(Passage(NOTES[:1])).encode())
    QGuiApplication.clipboard().setMimeData(foreign)
    assert shapes(clipboard.held().notes) == shapes(NOTES[:1])


@pytest.mark.qt
def test_copied_text_does_not_lose_the_notes(qtbot: QtBot) -> None:
    clipboard.put(PASSAGE)
    QGuiApplication.clipboard().setText("a word")
    assert shapes(clipboard.held().notes) == shapes(NOTES)


def test_who_wrote_it_and_what_is_muted_travel_along() -> None:
    net = Origin(OriginKind.GENERATED, "folk-lstm", 7, "take 2", "pitch 1.1")
    passage = Passage((Note(0, 480, 60, 90, origin=net, muted=True, release_velocity=3),), (), 480)
    note = clipboard.from_json(clipboard.to_json(passage)).notes[0]
    assert (note.origin, note.muted, note.release_velocity) == (net, True, 3)


def test_controllers_travel_along() -> None:
    assert clipboard.from_json(clipboard.to_json(PASSAGE)).controls == (PEDAL,)


@pytest.mark.qt
def test_what_was_copied_here_is_not_read_again(qtbot: QtBot) -> None:
    clipboard.put(PASSAGE)
    assert clipboard.held() is PASSAGE
    assert clipboard.has_notes()
