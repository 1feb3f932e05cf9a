"""Step input in the real window: keys of the piano in, notes at the cursor out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from musegen_app.engine import messages as engine_messages
from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine

pytestmark = pytest.mark.qt
S = 240
END = 4 * 3840


class Player:
    """A MIDI keyboard with a clock of its own."""

    def __init__(self, shell: Shell, engine: FakeEngine) -> None:
        self._shell, self._engine = shell, engine
        self.seconds = 100.0

    def down(self, *pitches: int) -> None:
        self._send(0x90, pitches, 80)

    def up(self, *pitches: int) -> None:
        self._send(0x80, pitches, 64)

    def play(self, *pitches: int) -> None:
        self.down(*pitches)
        self.seconds += 0.2
        self.up(*pitches)

    def _send(self, status: int, pitches: tuple[int, ...], data2: int) -> None:
        at_ns = round(self.seconds * 1e9)
        events = tuple(PlayedEvent(at_ns, "Keys", status, p, data2, 0, False, 0) for p in pitches)
        self._engine.reports.append(engine_messages.Played(events))
        self._shell.session.poll()


@pytest.fixture
def player(shell: Shell, engine: FakeEngine) -> Player:
    shell.roll.set_playhead(END + 100, False)
    QTest.keyClick(shell.roll.canvas, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert shell.steps.is_on
    return Player(shell, engine)


def written(shell: Shell) -> list[Note]:
    return [n for n in shell.session.document.score.tracks[0].notes if n.start_tick >= END]


def shape(shell: Shell) -> list[tuple[int, int, int]]:
    return [(n.start_tick - END, n.duration_ticks, n.pitch) for n in written(shell)]


def press(shell: Shell, key: Qt.Key) -> None:
    QTest.keyClick(shell.roll.canvas, key)


def cursor(shell: Shell) -> int:
    step = shell.roll.stage.marks.step
    assert step is not None
    return step.tick - END


def test_chords_are_written_one_after_another_each_an_undo_step(shell: Shell, player: Player) -> None:
    assert cursor(shell) == 0  # the grid line before the playhead
    player.play(62, 66)
    player.play(64)
    assert shape(shell) == [(0, S, 62), (0, S, 66), (S, S, 64)]
    assert {n.origin.kind for n in written(shell)} == {OriginKind.PLAYED}
    assert shell.session.document.history[-2:] == ("Step input", "Step input")
    assert cursor(shell) == 2 * S
    shell.actions["undo"].trigger()
    assert (shape(shell), cursor(shell)) == ([(0, S, 62), (0, S, 66)], S)
    shell.actions["redo"].trigger()
    assert cursor(shell) == 2 * S


def test_what_is_held_is_seen_and_a_key_can_be_taken_back(shell: Shell, player: Player) -> None:
    player.down(62, 63)
    marks = shell.roll.stage.marks
    assert marks.step is not None
    assert marks.step.pitches == (62, 63)
    player.up(63)
    shell.steps.pass_time(player.seconds + 0.1)
    marks = shell.roll.stage.marks
    assert marks.step is not None
    assert marks.step.pitches == (62,)
    player.seconds += 0.5
    player.up(62)
    assert shape(shell) == [(0, S, 62)]


def test_arrows_stretch_and_move_tab_rests_backspace_goes_back(shell: Shell, player: Player) -> None:
    player.down(62)
    press(shell, Qt.Key.Key_Right)
    player.up(62)
    press(shell, Qt.Key.Key_Tab)
    player.play(64)
    assert shape(shell) == [(0, 2 * S, 62), (3 * S, S, 64)]
    press(shell, Qt.Key.Key_Backspace)
    assert shape(shell) == [(0, 2 * S, 62)]
    assert cursor(shell) == 3 * S
    press(shell, Qt.Key.Key_Left)
    assert cursor(shell) == 2 * S
    press(shell, Qt.Key.Key_Backspace)
    assert shape(shell) == []


def test_steps_are_as_long_as_the_grid(shell: Shell, player: Player) -> None:
    shell.roll.set_snap("1/4")
    player.play(62)
    shell.roll.set_snap("1/8T")
    player.play(64)
    assert shape(shell) == [(0, 960, 62), (960, 320, 64)]


def test_the_mode_is_seen_and_escape_ends_it(shell: Shell, player: Player) -> None:
    assert shell.actions["step_input"].isChecked()
    assert shell.session.status.line.startswith("Step input")
    shell.roll.select_all()
    press(shell, Qt.Key.Key_Escape)
    assert not shell.steps.is_on
    assert shell.roll.selection  # Esc meant the mode
    assert shell.roll.stage.marks.step is None
    assert not shell.actions["step_input"].isChecked()
    player.play(62)
    assert shape(shell) == []


def test_the_written_step_is_selected_and_arrows_up_still_transpose(shell: Shell, player: Player) -> None:
    player.play(62)
    press(shell, Qt.Key.Key_Up)
    assert shape(shell) == [(0, S, 63)]


def test_another_song_without_tracks_ends_it(shell: Shell, player: Player) -> None:
    shell.session.files.new()
    score = shell.session.document.score
    shell.session.document.edit("none", type(score)())
    assert not shell.steps.is_on


def test_it_does_not_begin_while_recording(shell: Shell) -> None:
    shell.actions["record"].trigger()
    shell.actions["step_input"].trigger()
    recording = shell.session.record.state.recording
    assert shell.steps.is_on is not recording


def test_the_computers_piano_and_the_arrows_share_the_keyboard(
    shell: Shell, engine: FakeEngine, player: Player
) -> None:
    """Letters are piano keys, the rest are keys of step input; Esc leaves the piano first."""
    shell.piano.keyboard_plays(True)
    press(shell, Qt.Key.Key_A)
    assert engine.last(engine_messages.LiveMessage) is not None
    press(shell, Qt.Key.Key_Right)
    press(shell, Qt.Key.Key_Tab)
    assert cursor(shell) == 2 * S
    press(shell, Qt.Key.Key_Escape)
    assert (shell.piano.piano.on, shell.steps.is_on) == (False, True)
    press(shell, Qt.Key.Key_Escape)
    assert not shell.steps.is_on


def test_controllers_and_other_messages_write_nothing(shell: Shell, player: Player) -> None:
    player._send(0xB0, (64,), 127)
    player._send(0xE0, (0,), 64)
    assert shape(shell) == []
    assert cursor(shell) == 0
