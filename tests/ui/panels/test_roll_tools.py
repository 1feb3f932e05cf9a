"""The bar over the roll: what it shows where there is room, its tools, and the grip for a MIDI file."""

from __future__ import annotations

import mido
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from musegen_app.ui.panels.roll_tools import RollTools
from musegen_app.ui.piano_roll.gestures import drag_out
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


@pytest.fixture
def bar(shell: Shell) -> RollTools:
    shell.tools.setParent(None)
    shell.tools.show()
    return shell.tools


def hidden(bar: RollTools) -> int:
    return sum(part.isHidden() for group in bar._spare for part in group)


def test_what_does_not_fit_is_left_out_group_by_group(bar: RollTools) -> None:
    bar.resize(1200, 40)
    assert hidden(bar) == 0
    seen: list[int] = []
    for width in range(1200, bar.minimumSizeHint().width() - 1, -20):
        bar.resize(width, 40)
        seen.append(hidden(bar))
        assert bar._wide([p for g in bar._spare for p in g if p.isHidden()]) <= width
    assert seen == sorted(seen)
    assert set(seen) >= {0, 1, 3, 4, 6}  # the grid's label, zoom, the grip, quantise and step input
    bar.resize(1200, 40)
    assert hidden(bar) == 0


def test_the_tools_button_shows_the_tool_used_last(shell: Shell) -> None:
    button = shell.tools.tools
    assert not button.isChecked()
    shell.actions["glue_tool"].trigger()
    assert button.isChecked()
    assert "Glue" in button.accessibleName()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # put back
    assert shell.roll.tool == "select"
    assert not button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shell.roll.tool == "glue"


def test_a_kind_of_chord_takes_the_stamp_into_the_hand(shell: Shell) -> None:
    shell.notes.stamps.actions()[2].trigger()
    assert (shell.roll.tool, shell.roll.stage.stamp.value) == ("stamp", "seventh")
    assert shell.actions["stamp_tool"].isChecked()


def pull(shell: Shell) -> None:
    grip = shell.tools.grip
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    for step in (4, 20, 60):
        QTest.mouseMove(grip, QPoint(15 + step, 15))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=QPoint(75, 15))


def test_the_grip_carries_the_selection(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[QMimeData] = []
    monkeypatch.setattr(drag_out, "carry", lambda _source, data, _theme: carried.append(data))
    assert not shell.tools.grip.isEnabled()
    assert "Ctrl+A" in shell.tools.grip.toolTip()
    shell.roll.select_all()
    pull(shell)
    assert len(carried) == 1
    midi = mido.MidiFile(carried[0].urls()[0].toLocalFile())
    assert sum(m.type == "note_on" for track in midi.tracks for m in track) == 32
    assert round(mido.tempo2bpm(next(m for t in midi.tracks for m in t if m.type == "set_tempo").tempo)) == 112


def test_a_click_on_the_grip_copies_the_file(shell: Shell) -> None:
    shell.roll.select_all()
    QTest.mouseClick(shell.tools.grip, Qt.MouseButton.LeftButton)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasFormat(drag_out.MIDI_MIME)
    assert data.urls()[0].toLocalFile().endswith(".mid")


def test_a_file_of_another_program_is_still_taken(shell: Shell) -> None:
    shell.roll.select_all()
    stage = shell.roll.stage
    data = drag_out.midi_data(stage.score, stage.track_id, stage.selection)
    place, left = QPoint(300, 300), Qt.MouseButton.LeftButton
    event = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(shell.window, event)
    assert event.isAccepted()  # nothing here was its source
