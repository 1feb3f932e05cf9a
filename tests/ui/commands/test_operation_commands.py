"""What the net is to do, where and how: the row of operations, the big button, and what is asked for then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.score import edits
from musegen_app.session.session import Session
from musegen_app.session.settings import load_settings, save_settings
from musegen_app.session.tasks import Task
from musegen_app.ui.commands.operation_commands import COMMANDS
from musegen_app.ui.piano_roll.painters.take import replaced
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeInference
from tests.fakes.roll_desk import Hand
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt


def learned(shell: Shell, inference: FakeInference, *kinds: OperationKind) -> None:
    """The net that is loaded can do that."""
    name = shell.session.compose.state.bundle
    inference.reports.append(worker.BundleReady(name, name, 0.1, frozenset(kinds)))
    settle(shell.session)


def offered(shell: Shell) -> set[str]:
    return {name for name in COMMANDS if shell.actions[name].isEnabled()}


def press(shell: Shell, qtbot: QtBot, inference: FakeInference) -> worker.Begin:
    """The big button, and what was asked for."""
    qtbot.mouseClick(shell.panel.generate.go, Qt.MouseButton.LeftButton)
    settle(shell.session)
    return inference.last(worker.Begin)


def test_only_what_the_net_has_learned_is_offered(shell: Shell, inference: FakeInference) -> None:
    assert offered(shell) == {"from_nothing"}
    assert "cannot vary" in shell.actions["vary"].toolTip()
    assert not shell.panel.operations.buttons[Task.VARY].isEnabled()
    learned(shell, inference, *OperationKind)
    assert offered(shell) == set(COMMANDS) - {"fill_in", "interpolate"}
    assert "put the loop around" in shell.actions["fill_in"].toolTip()
    shell.operations.choose(Task.FILL_IN)  # the place may come later
    assert shell.panel.operations.buttons[Task.FILL_IN].isEnabled()
    assert not shell.panel.generate.go.isEnabled()
    assert "put the loop around" in shell.panel.generate.go.toolTip()
    assert "needs notes somewhere else" in shell.actions["interpolate"].toolTip()
    shell.session.transport.set_loop(True, BAR, 2 * BAR)
    settle(shell.session)
    assert offered(shell) == set(COMMANDS)


def test_selected_notes_alone_are_written_anew(shell: Shell, inference: FakeInference, qtbot: QtBot) -> None:
    learned(shell, inference, *OperationKind)
    track = shell.session.document.score.tracks[0]
    inside = [n.id for n in track.notes if BAR < n.start_tick < 2 * BAR]
    shell.roll.select_notes(frozenset(inside[:2]))
    qtbot.mouseClick(shell.panel.operations.buttons[Task.FILL_IN], Qt.MouseButton.LeftButton)
    assert shell.panel.generate.go.text() == "Fill in 2 notes"
    assert shell.panel.operations.where.text() == "2 selected notes in bar 2"
    begun = press(shell, qtbot, inference)
    assert begun.start_tick == BAR + 480
    assert begun.operation == Operation(OperationKind.INFILL, BAR + 1440, (track.id,), note_ids=tuple(inside[:2]))
    take = shell.session.compose.current
    assert take is not None
    assert take.replaces
    assert [n.id for n in replaced(shell.roll.stage, take, track.notes)] == inside[:2]  # the others are not paled
    assert not shell.panel.operations.options.every_track.isVisible()


def test_marked_bars_come_before_notes_and_loop(shell: Shell, inference: FakeInference, qtbot: QtBot) -> None:
    learned(shell, inference, *OperationKind)
    shell.session.transport.set_loop(True, 0, BAR)
    shell.operations.choose(Task.VARY)
    assert shell.panel.operations.where.text() == "Bar 1, the loop"
    shell.roll.select_all()
    assert shell.panel.operations.where.text() == "32 selected notes in bars 1–4"
    shell.roll.stage.mark((BAR, 3 * BAR))
    assert not shell.roll.selection
    assert shell.panel.operations.where.text() == "Bars 2–3, as marked"
    assert shell.panel.generate.go.text() == "Vary bars 2–3"
    begun = press(shell, qtbot, inference)
    assert (begun.start_tick, begun.operation.end_tick, begun.operation.note_ids) == (BAR, 3 * BAR, ())
    shell.roll.select_notes(frozenset({shell.session.document.score.tracks[0].notes[0].id}))
    assert shell.roll.stage.marked is None


def test_without_a_choice_it_is_about_the_whole_song(shell: Shell, inference: FakeInference) -> None:
    learned(shell, inference, *OperationKind)
    song = shell.session.document.score
    shell.actions["vary"].trigger()
    settle(shell.session)
    begun = inference.last(worker.Begin)
    end = song.meter.bar_start(song.meter.position(song.end_tick - 1).bar + 1)
    assert (begun.start_tick, begun.operation.end_tick, begun.operation.amount) == (0, end, 0.5)
    shell.actions["accompany"].trigger()
    settle(shell.session)
    assert inference.last(worker.Begin).operation.track_ids == ()
    assert shell.actions["generate"].text() == "Accompany bars 1–4"


def test_options_are_what_the_net_is_told(shell: Shell, inference: FakeInference, qtbot: QtBot) -> None:
    learned(shell, inference, *OperationKind)
    bar, options = shell.panel.operations, shell.panel.operations.options
    assert options.isHidden()
    qtbot.mouseClick(bar.buttons[Task.VARY], Qt.MouseButton.LeftButton)
    options.amounts[Task.VARY].changed.emit(25.0)
    options.keep.picked.emit("rhythm")
    options.every_track.click()
    operation = press(shell, qtbot, inference).operation
    assert (operation.amount, operation.keep, operation.track_ids) == (0.25, "rhythm", ())
    options.amounts[Task.VARY].changed.emit(10.0)
    shell.roll.select_notes(frozenset({shell.session.document.score.tracks[0].notes[3].id}))
    assert press(shell, qtbot, inference).operation.amount == 1.0  # a tenth of one note is that note


def test_an_interpolation_leads_to_a_passage_with_notes(shell: Shell, inference: FakeInference, qtbot: QtBot) -> None:
    learned(shell, inference, *OperationKind)
    score = edits.set_section(edits.set_section(shell.session.document.score, 0, "A"), 3 * BAR, "B")
    shell.session.document.edit("Name sections", score)
    shell.roll.stage.mark((0, BAR))
    shell.operations.choose(Task.INTERPOLATE)
    second = shell.panel.operations.options.second
    shown = [second.itemText(i) for i in range(second.count())]
    assert shown == ["Bar 2, right after", "Bars 1–3, section A", "Bar 4, section B"]
    assert shell.panel.operations.buttons[Task.INTERPOLATE].isVisible()
    assert not shell.panel.operations.buttons[Task.VARY].isVisible()
    operation = press(shell, qtbot, inference).operation
    assert (operation.to_from_tick, operation.to_end_tick) == (BAR, 2 * BAR)
    second.picked.emit((3 * BAR, 4 * BAR))
    operation = press(shell, qtbot, inference).operation
    assert (operation.to_from_tick, operation.to_end_tick) == (3 * BAR, 4 * BAR)


def test_going_on_has_a_place_too(shell: Shell, inference: FakeInference, qtbot: QtBot) -> None:
    learned(shell, inference, *OperationKind)
    go, where = shell.panel.generate.go, shell.panel.operations.where
    assert (go.text(), where.text()) == ("Continue 8 bars", "After bar 4, the end of Melody")
    shell.roll.select_notes(frozenset({shell.session.document.score.tracks[0].notes[3].id}))
    assert where.text() == "After bar 4, the end of Melody"  # one note is what was touched last
    shell.roll.select_notes(frozenset(n.id for n in shell.session.document.score.tracks[0].notes[:8]))
    assert where.text() == "After the selected notes, from bar 2 on"
    begun = press(shell, qtbot, inference)
    assert (begun.seed_from_tick, begun.start_tick, begun.bars) == (0, BAR, 8)
    shell.roll.stage.mark((5 * BAR, 7 * BAR))
    assert (go.text(), where.text()) == ("Continue into bars 6–7", "Bars 6–7, as marked")
    assert not shell.panel.generate.bars.isVisible()
    begun = press(shell, qtbot, inference)
    assert (begun.start_tick, begun.bars, begun.operation) == (5 * BAR, 2, Operation())
    shell.actions["from_nothing"].trigger()
    settle(shell.session)
    begun = inference.last(worker.Begin)
    assert (begun.seed_from_tick, begun.start_tick, begun.bars) == (5 * BAR, 5 * BAR, 2)


def test_a_swipe_is_filled_in_at_once(shell: Shell, inference: FakeInference) -> None:
    learned(shell, inference, *OperationKind)
    roll, stage = shell.roll, shell.roll.stage
    shell.actions["swipe_tool"].trigger()
    roll.set_snap("1/4")
    hand, track = Hand(roll.canvas), shell.session.document.score.tracks[0]
    start, end = (QPoint(round(stage.time.x(tick)), stage.pitch.y(66) + 3) for tick in (BAR + 100, BAR + 2000))
    hand.press(start)
    hand.move(end)
    assert stage.draft is not None
    assert len(stage.draft.score.tracks[0].notes) == len(track.notes) - 6
    hand.release(end)
    settle(shell.session)
    begun = inference.last(worker.Begin)
    assert (begun.start_tick, begun.operation.kind) == (BAR, OperationKind.INFILL)
    assert (begun.operation.end_tick, begun.operation.note_ids) == (BAR + 3 * 960, ())
    shell.session.compose.cancel()
    hand.drag(start, end, Qt.KeyboardModifier.ShiftModifier)
    settle(shell.session)
    touched = [n for n in track.notes if BAR <= n.start_tick <= BAR + 2000 and n.pitch == 66]
    assert inference.last(worker.Begin).operation.note_ids == tuple(n.id for n in touched) != ()
    learned(shell, inference, OperationKind.CONTINUE)
    shell.session.compose.cancel()
    asked = len([c for c in inference.sent if isinstance(c, worker.Begin)])
    hand.drag(start, end)
    settle(shell.session)
    assert "cannot fill in bars" in shell.session.status.line
    assert len([c for c in inference.sent if isinstance(c, worker.Begin)]) == asked


def test_applied_at_once_a_moved_control_writes_the_take_again_and_the_key_keeps_it(
    shell: Shell, inference: FakeInference, qtbot: QtBot
) -> None:
    learned(shell, inference, *OperationKind)
    shell.compose.listen_at_once = False
    compose = shell.session.compose
    shell.operations.choose(Task.VARY)
    first = press(shell, qtbot, inference)
    steering = replace(shell.session.settings.steering, density=0.5)
    compose.steer(steering)
    qtbot.wait(300)
    assert inference.last(worker.Begin) == first  # nothing is done by itself
    shell.actions["auto_apply"].trigger()
    assert shell.panel.generate.go.text() == "Keep take 1"
    for density in (0.1, 0.2):
        compose.steer(replace(steering, density=density))
        qtbot.waitUntil(lambda wanted=density: inference.last(worker.Begin).steering.density == wanted)
        settle(shell.session)
    begun = inference.last(worker.Begin)
    assert (begun.rng_seed, begun.operation) == (first.rng_seed, first.operation)
    assert len(compose.takes) == 2  # the first, and the last of those that followed the control
    shell.panel.operations.options.amounts[Task.VARY].changed.emit(25.0)
    qtbot.waitUntil(lambda: inference.last(worker.Begin).operation.amount == 0.25)
    settle(shell.session)
    assert inference.last(worker.Begin).rng_seed == first.rng_seed
    before = shell.session.document.score
    qtbot.keyClick(shell.roll, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shell.session.document.score is not before
    assert shell.panel.generate.go.text().startswith("Vary")


def test_the_next_start_has_the_same_task_options_and_auto_apply(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    shell.operations.choose(Task.VARY)
    options = shell.panel.operations.options
    options.amounts[Task.VARY].changed.emit(25.0)
    options.keep.picked.emit("rhythm")
    shell.actions["auto_apply"].trigger()
    path = tmp_path / "kept.json"
    assert save_settings(shell.session.settings, path)
    session = Session(load_settings(path), keep_settings=False)
    again = Shell(session)
    qtbot.addWidget(again.window)
    assert (again.operations.task, again.operations.auto) == (Task.VARY, True)
    assert (again.operations.options.amount, again.operations.options.keep) == (0.25, "rhythm")
    assert again.panel.operations.buttons[Task.VARY].isChecked()
    assert again.panel.operations.options.amounts[Task.VARY].value == 25
    assert again.actions["auto_apply"].isChecked()
    session.close()
    again.window.may_close = lambda: True


def test_a_take_is_heard_alone_and_undo_brings_what_was_there_back(
    shell: Shell, inference: FakeInference, qtbot: QtBot
) -> None:
    learned(shell, inference, *OperationKind)
    compose = shell.session.compose
    press(shell, qtbot, inference)
    take = compose.current
    settle(shell.session)
    shell.actions["hear_alone"].trigger()
    heard = shell.session._heard.playlist()
    own = {part.track_id for part in take.taken} if take is not None else set()
    assert set(heard.events["track"].tolist()) <= own
    shell.actions["discard"].trigger()
    assert compose.current is None
    assert shell.actions["undo"].text() == "&Undo discard take"
    shell.actions["undo"].trigger()
    assert compose.current == take
    assert shell.panel.verdicts.alone.isChecked()
    shell.actions["undo"].trigger()
    assert not shell.panel.verdicts.alone.isChecked()
    shell.actions["redo"].trigger()
    assert shell.panel.verdicts.alone.isChecked()


def test_what_was_kept_is_selected_and_keeping_it_again_changes_nothing(
    shell: Shell, inference: FakeInference, qtbot: QtBot
) -> None:
    learned(shell, inference, *OperationKind)
    press(shell, qtbot, inference)
    take, before = shell.session.compose.current, shell.session.document.score
    assert take is not None
    shell.actions["keep"].trigger()
    new = {n.id for n in shell.session.document.score.tracks[0].notes} - {n.id for n in before.tracks[0].notes}
    assert shell.roll.selection == new != set()
    shell.session.compose.select_take(take.id)
    shell.actions["keep"].trigger()
    assert shell.session.status.line == "Nothing was changed: the song has these notes already"
