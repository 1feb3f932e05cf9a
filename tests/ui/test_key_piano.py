"""The computer keyboard as a piano, in the real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.engine.messages import LiveMessage
from musegen_app.ui.key_piano import STEP, KeyPiano
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine

pytestmark = pytest.mark.qt


@pytest.fixture
def piano(shell: Shell) -> Iterator[KeyPiano]:
    shell.actions["keyboard_plays"].trigger()
    yield shell.piano.piano
    shell.piano.keyboard_plays(False)


def played(engine: FakeEngine) -> list[tuple[str, int]]:
    """What the engine was told: on or off, and the pitch."""
    names = {0x90: "on", 0x80: "off"}
    return [(names[m.data[0]], m.data[1]) for m in engine.sent if isinstance(m, LiveMessage)]


def test_letters_play_notes_and_carry_out_no_command(
    qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano
) -> None:
    tool = shell.roll.tool
    for key in (Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_B, Qt.Key.Key_M):
        qtbot.keyClick(shell.roll, key)
    assert played(engine) == [("on", 60), ("off", 60), ("on", 63), ("off", 63)]
    assert shell.roll.tool == tool
    assert not shell.session.document.score.tracks[0].mute


def test_the_transport_and_keys_with_ctrl_stay(qtbot: QtBot, shell: Shell, piano: KeyPiano) -> None:
    qtbot.keyClick(shell.roll, Qt.Key.Key_Space)
    assert shell.session.transport.state.playing
    qtbot.keyClick(shell.roll, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert shell.roll.selection


def test_a_held_key_is_struck_once_and_keeps_its_pitch(
    qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano
) -> None:
    qtbot.keyPress(shell.roll, Qt.Key.Key_D)
    for _ in range(3):
        again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, "d", True)
        QApplication.sendEvent(shell.roll, again)
    qtbot.keyClick(shell.roll, Qt.Key.Key_X)
    assert piano.held == {64}
    qtbot.keyRelease(shell.roll, Qt.Key.Key_D)
    qtbot.keyClick(shell.roll, Qt.Key.Key_D)
    assert played(engine) == [("on", 64), ("off", 64), ("on", 76), ("off", 76)]


def test_octave_and_velocity(qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano) -> None:
    before = piano.velocity
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_C, Qt.Key.Key_S):
        qtbot.keyClick(shell.roll, key)
    struck = next(m for m in engine.sent if isinstance(m, LiveMessage))
    assert tuple(struck.data[1:]) == (38, before - STEP)
    assert shell.session.settings.keys_velocity == before - STEP
    for _ in range(20):
        qtbot.keyClick(shell.roll, Qt.Key.Key_V)
        qtbot.keyClick(shell.roll, Qt.Key.Key_X)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Apostrophe)
    assert piano.velocity == 127
    assert played(engine)[-2:] == [("on", 125), ("off", 125)]


def test_a_lost_keyboard_lets_every_key_go(qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano) -> None:
    qtbot.keyPress(shell.roll, Qt.Key.Key_A)
    qtbot.keyPress(shell.roll, Qt.Key.Key_G)
    QApplication.sendEvent(shell.window, QEvent(QEvent.Type.WindowDeactivate))
    assert sorted(played(engine)) == [("off", 60), ("off", 67), ("on", 60), ("on", 67)]


def test_escape_leaves_the_mode_and_lets_go(qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano) -> None:
    shell.roll.select_all()
    qtbot.keyPress(shell.roll, Qt.Key.Key_A)
    qtbot.keyClick(shell.roll, Qt.Key.Key_Escape)
    assert not piano.on
    assert played(engine) == [("on", 60), ("off", 60)]
    assert shell.roll.selection
    qtbot.keyClick(shell.roll, Qt.Key.Key_B)
    assert shell.roll.tool == "draw"


def test_the_mode_is_seen(qtbot: QtBot, shell: Shell, piano: KeyPiano) -> None:
    assert shell.strip.isVisible()
    assert shell.session.status.line.startswith("Keyboard plays")
    assert shell.line.piano.isChecked()
    qtbot.keyClick(shell.roll, Qt.Key.Key_X)
    assert "from C5" in shell.strip.words.text()
    qtbot.mouseClick(shell.strip.leave, Qt.MouseButton.LeftButton)
    assert not shell.strip.isVisible()
    assert not shell.actions["keyboard_plays"].isChecked()
    assert not shell.session.status.line.startswith("Keyboard plays")


def test_a_text_is_typed_as_ever(qtbot: QtBot, shell: Shell, engine: FakeEngine, piano: KeyPiano) -> None:
    qtbot.mouseClick(shell.bar.title, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(shell.bar.title, "sad")
    assert shell.bar.title.text() == "sad"
    assert played(engine) == []
