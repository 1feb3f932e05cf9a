"""Continue, Keep, Discard, Again with a net that answers at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.sampling import messages as worker
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score, Track
from musegen_app.session.tasks import Task
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt


def press(
    qtbot: QtBot, shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(shell.roll, key, modifier)
    settle(shell.session)


def continue_(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, shell, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_continue_shows_a_take_and_keep_writes_it_in_one_step(qtbot: QtBot, shell: Shell) -> None:
    before = shell.session.document.score
    continue_(qtbot, shell)
    assert shell.session.document.score is before
    assert len(shell.panel.strip.cards) == 1
    assert "32 notes" in shell.panel.strip.story.text()
    press(qtbot, shell, Qt.Key.Key_Return)
    kept = shell.session.document.score.tracks[0].notes
    assert len(kept) == len(before.tracks[0].notes) + 32
    assert not shell.actions["keep"].isEnabled()
    assert shell.session.status.line.startswith("Kept")
    press(qtbot, shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.session.document.score == before
    assert shell.session.status.line == "Undone: Accept take"


def test_only_the_marked_part_is_kept(qtbot: QtBot, shell: Shell) -> None:
    continue_(qtbot, shell)
    shell.roll.takeRangeChosen.emit(5 * BAR, 7 * BAR)
    verdicts = shell.panel.verdicts
    assert verdicts.keep.text() == "Keep bars 6–7"
    qtbot.waitUntil(lambda: verdicts.keep.width() >= verdicts.keep.sizeHint().width())  # the words have room
    assert verdicts.discard.accessibleName() == "Discard"
    qtbot.mouseClick(shell.panel.verdicts.keep, Qt.MouseButton.LeftButton)
    added = [n for n in shell.session.document.score.tracks[0].notes if n.start_tick >= 4 * BAR]
    assert {n.start_tick // BAR for n in added} == {5, 6}
    assert (verdicts.keep.text(), verdicts.discard.text()) == ("Keep", "Discard")


def test_escape_takes_the_ghost_away_and_leaves_the_song_alone(qtbot: QtBot, shell: Shell) -> None:
    before = shell.session.document.score
    continue_(qtbot, shell)
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.session.compose.current is None
    assert shell.session.document.score is before
    assert len(shell.panel.strip.cards) == 1  # it can still be clicked


def test_again_throws_other_dice_and_the_strip_switches_between_takes(qtbot: QtBot, shell: Shell) -> None:
    continue_(qtbot, shell)
    first = shell.session.compose.current
    qtbot.mouseClick(shell.panel.verdicts.again, Qt.MouseButton.LeftButton)
    settle(shell.session)
    second = shell.session.compose.current
    assert first is not None
    assert second is not None
    assert first.id != second.id
    qtbot.mouseClick(shell.panel.strip.cards[first.id], Qt.MouseButton.LeftButton)
    assert shell.session.compose.current == first
    assert [c.isChecked() for c in shell.panel.strip.cards.values()] == [False, True]  # the newest is first
    shell.actions["next_take"].trigger()
    assert shell.session.compose.current == second


def test_while_the_net_writes_the_button_tells_how_far_and_stops_it(
    qtbot: QtBot, shell: Shell, inference: FakeInference
) -> None:
    inference.mute = True
    continue_(qtbot, shell)
    begin = inference.last(worker.Begin)
    inference.answer(begin, share=0.5)
    settle(shell.session)
    assert shell.panel.generate.go.text() == "Writing bar 5 of 8"
    qtbot.mouseClick(shell.panel.generate.go, Qt.MouseButton.LeftButton)
    settle(shell.session)
    assert isinstance(inference.sent[-1], worker.Cancel)
    assert shell.panel.generate.go.text() == "Continue 8 bars"
    assert len(shell.session.compose.current.notes) == 16  # type: ignore[union-attr]


def test_listening_at_once_starts_a_bar_before_the_new_notes(qtbot: QtBot, shell: Shell) -> None:
    continue_(qtbot, shell)
    assert shell.session.transport.state.playing
    assert shell.session.transport.state.tick == 3 * BAR


def test_without_listening_at_once_nothing_starts_to_play(qtbot: QtBot, shell: Shell) -> None:
    shell.panel.generate.at_once.setChecked(False)
    continue_(qtbot, shell)
    assert not shell.session.transport.state.playing


def test_a_playing_song_goes_on_where_it_is(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    shell.session.transport.play(BAR)
    continue_(qtbot, shell)
    assert shell.session.transport.state.tick == BAR


def test_what_it_hears_is_shown_and_can_be_overruled(shell: Shell, inference: FakeInference) -> None:
    shell.compose.listen()
    settle(shell.session)
    hearing = shell.panel.hearing
    assert hearing.sentence.text() == "Hears D major · 4/4 · reel"
    assert (hearing.key.value, hearing.meter.value, hearing.pickup.value) == ("D major", "4/4", "no pickup")
    hearing.key.choices.aboutToShow.emit()
    minor = next(a.menu() for a in hearing.key.choices.actions() if a.menu() and a.menu().title() == "minor")
    next(a for a in minor.actions() if a.text() == "E minor").trigger()
    settle(shell.session)
    assert hearing.key.value == "E minor"
    assert inference.last(worker.Listen).wish.key == Key(4, Mode.MINOR)
    hearing.key.choices.aboutToShow.emit()
    hearing.key.choices.actions()[0].trigger()
    assert shell.session.compose.wished.key is None


def test_the_pickup_is_the_one_of_the_sentence(shell: Shell, inference: FakeInference) -> None:
    shell.compose.listen()
    heard = inference.reports.pop()
    inference.reports.append(replace(heard, sentence="D major · 6/8 · jig · pickup 1 quaver"))
    settle(shell.session)
    assert shell.panel.hearing.pickup.value == "1 quaver"


def test_notes_the_net_cannot_represent_are_named_and_shown(shell: Shell, inference: FakeInference) -> None:
    shell.compose.listen()
    request = inference.last(worker.Listen).request
    heard = inference.reports.pop()
    low = tuple(n.id for n in shell.session.document.score.tracks[0].notes[:2])
    inference.reports.append(worker.Heard(request, heard.hearing, heard.sentence, low, "2 notes lie under the tune."))
    settle(shell.session)
    label = shell.panel.hearing.unheard
    assert label.text().startswith("2 notes lie under the tune.")
    assert not label.isHidden()
    label.linkActivated.emit("show")
    assert shell.roll.selection == frozenset(low)


def test_sliders_and_bars_are_remembered_and_asked_for(qtbot: QtBot, shell: Shell, inference: FakeInference) -> None:
    shell.panel.steering.rows["pitch_temperature"].number.committed.emit("1.5")
    shell.panel.steering.more.setChecked(True)
    shell.panel.steering.rows["top_p"].number.committed.emit("0.5")
    shell.panel.generate.bars.number.committed.emit("3")
    qtbot.waitUntil(lambda: shell.session.settings.steering.top_p == 0.5)
    assert shell.panel.generate.go.text() == "Continue 3 bars"
    continue_(qtbot, shell)
    begin = inference.last(worker.Begin)
    assert (begin.steering.pitch_temperature, begin.steering.top_p, begin.bars) == (1.5, 0.5, 3)


def test_drums_cannot_be_continued_and_the_button_says_so(shell: Shell) -> None:
    shell.tracks.pick(shell.session.document.score.tracks[2].id)
    shell.compose.show_state(shell.session.compose.state)
    assert not shell.panel.generate.go.isEnabled()
    assert "not drums" in shell.panel.generate.go.toolTip()


def test_the_empty_strip_says_what_continue_will_do(shell: Shell) -> None:
    assert "8 bars after bar 4" in shell.panel.strip.empty.text()
    shell.session.document.replace(Score(tracks=(Track("Melody"),)), None)
    assert "from nothing" in shell.panel.strip.empty.text()


def test_a_held_key_continues_only_once(shell: Shell) -> None:
    assert not shell.actions["generate"].autoRepeat()
    assert not shell.actions["play_or_stop"].autoRepeat()
    assert not shell.actions["keep"].autoRepeat()


def test_fixed_dice_are_asked_for_until_they_are_taken_away(
    qtbot: QtBot, shell: Shell, inference: FakeInference
) -> None:
    shell.panel.options.dice.committed.emit("dice 42")
    assert shell.panel.options.dice.text() == "42"
    continue_(qtbot, shell)
    assert inference.last(worker.Begin).rng_seed == 42
    shell.panel.options.dice.committed.emit("")
    continue_(qtbot, shell)
    continue_(qtbot, shell)
    begun = [c.rng_seed for c in inference.sent if isinstance(c, worker.Begin)]
    assert len(set(begun)) == 3


def test_continue_brings_the_take_into_sight(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    stage.set_view(stage.time.fitted(0, 4 * BAR, stage.width))  # the song ends at the right edge
    continue_(qtbot, shell)
    assert 0 <= stage.time.x(4 * BAR) <= stage.width / 2


def test_continue_while_playing_keeps_the_playhead_in_sight(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    stage = shell.roll.stage
    stage.set_view(stage.time.fitted(0, 4 * BAR, stage.width))
    shell.session.transport.play(BAR // 2)
    engine.move_to(BAR // 2, playing=True)
    settle(shell.session)
    continue_(qtbot, shell)
    assert 0 <= stage.time.x(BAR // 2) < stage.width * 0.1
    assert stage.time.x(4 * BAR) < stage.width


def test_the_selection_alone_can_be_continued(qtbot: QtBot, shell: Shell, inference: FakeInference) -> None:
    action = shell.actions["continue_selection"]
    assert not action.isEnabled()
    assert "select" in action.toolTip()
    notes = shell.session.document.score.tracks[0].notes
    shell.roll.select_notes(frozenset(n.id for n in notes[8:16]))
    assert action.isEnabled()
    action.trigger()
    settle(shell.session)
    begun = inference.last(worker.Begin)
    assert (begun.seed_from_tick, begun.start_tick) == (notes[8].start_tick, notes[15].end_tick)
    assert shell.session.compose.current is not None


def test_again_after_a_loop_that_leaves_the_take_out_says_so(
    qtbot: QtBot, shell: Shell, engine: FakeEngine, inference: FakeInference
) -> None:
    continue_(qtbot, shell)
    shell.session.transport.set_loop(True, 0, 2 * BAR)
    shell.session.transport.play(0)
    engine.move_to(0, playing=True)
    settle(shell.session)
    assert any("lies outside" in s.line for s in shell.session.status.standing)


def test_a_new_song_counts_its_takes_from_one(qtbot: QtBot, shell: Shell) -> None:
    continue_(qtbot, shell)
    press(qtbot, shell, Qt.Key.Key_Escape)
    continue_(qtbot, shell)
    assert shell.panel.strip.story.text().startswith("Take 2")
    shell.session.document.mark_saved(shell.session.document.path)
    shell.session.files.new()
    settle(shell.session)
    continue_(qtbot, shell)
    assert shell.panel.strip.story.text().startswith("Take 1")


def test_ghosts_above_the_view_are_scrolled_to(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    stage.set_view(pitch=stage.pitch.centred(40, stage.height))
    assert stage.pitch.y(74) < 0
    continue_(qtbot, shell)
    take = shell.session.compose.current
    assert take is not None
    for note in take.notes:
        assert 0 <= stage.pitch.y(note.pitch) <= stage.height - stage.pitch.row


def test_the_panel_says_which_tracks_the_net_sees_for_the_chosen_task(
    qtbot: QtBot, shell: Shell, inference: FakeInference
) -> None:
    assert not shell.panel.hearing.sees.isVisible()
    shell.compose.listen()
    heard = inference.reports.pop()
    melody, bass, _ = (t.id for t in shell.session.document.score.tracks)
    inference.reports.append(replace(heard, seen=(melody, bass, 999), sees_chords=True))
    settle(shell.session)
    assert shell.panel.hearing.sees.text() == "Sees Melody, Bass, chord track"
    asked = sum(isinstance(c, worker.Listen) for c in inference.sent)
    shell.operations.choose(Task.HARMONISE)
    qtbot.waitUntil(lambda: sum(isinstance(c, worker.Listen) for c in inference.sent) > asked)
    assert inference.last(worker.Listen).operation.kind is worker.OperationKind.HARMONISE
