"""The Song menu on the real window: keys, one-line fields, one undo step each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.formats.midi import parse_midi, write_midi
from musegen_app.formats.project import read_project, write_project
from musegen_app.score import edits
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import Note, Score
from musegen_app.score.timeline_edits import markers
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.piano_roll.lane_field import LaneField
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt
BAR = 3840
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


def score_of(shell: Shell) -> Score:
    return shell.session.document.score


def answer(qtbot: QtBot, field: LaneField, text: str) -> None:
    """Type over what stands in the field that is open, and Enter."""
    assert field.isVisible()
    assert field.hasFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def press(qtbot: QtBot, shell: Shell, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = shell.window.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, held)


def labels(shell: Shell) -> tuple[str, ...]:
    return shell.session.document.history


def test_a_marker_is_added_at_the_playhead(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.seek(BAR)
    shell.roll.setFocus()
    press(qtbot, shell, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    flags = shell.roll.timeline.flags
    assert flags.isVisible(), "unfolded to write on it"
    answer(qtbot, flags.field, "Verse")
    assert [(m.tick, m.text) for m in markers(score_of(shell))] == [(BAR, "Verse")]
    assert labels(shell) == ("Set marker",)
    assert shell.window.focusWidget() is shell.roll.canvas
    shell.actions["undo"].trigger()
    assert markers(score_of(shell)) == ()
    assert flags.isHidden()


def test_escape_leaves_everything_as_it_was(qtbot: QtBot, shell: Shell) -> None:
    shell.roll.setFocus()
    shell.actions["add_marker"].trigger()
    field = shell.roll.timeline.flags.field
    qtbot.keyClicks(field, "Ver")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert labels(shell) == ()
    assert shell.roll.timeline.flags.isHidden()


def test_alt_shift_arrows_go_from_marker_to_marker_and_section(qtbot: QtBot, shell: Shell) -> None:
    score = edits.set_marker(edits.set_marker(score_of(shell), BAR, "One"), 3 * BAR, "Two")
    shell.session.document.edit("Set", edits.set_section(score, 2 * BAR, "B"))
    shell.roll.setFocus()
    seen = []
    for key in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Left,) * 3:
        press(qtbot, shell, key, ALT_SHIFT)
        seen.append(shell.session.transport.state.tick // BAR)
    assert seen == [1, 2, 3, 3, 2, 1, 0]


def test_a_section_is_named_looped_and_doubled(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.seek(2 * BAR + 500)
    shell.actions["name_section"].trigger()
    answer(qtbot, shell.roll.timeline.sections.field, "B")
    assert [(s.start_tick, s.label) for s in score_of(shell).sections] == [(2 * BAR, "B")]
    shell.actions["loop_section"].trigger()
    state = shell.session.transport.state
    assert (state.loop, state.loop_from, state.loop_to) == (True, 2 * BAR, 4 * BAR)
    notes = len(score_of(shell).tracks[0].notes)
    shell.actions["duplicate_section"].trigger()
    assert [s.label for s in score_of(shell).sections] == ["B", "B'"]
    assert len(score_of(shell).tracks[0].notes) == notes + 16
    assert labels(shell) == ("Name section", "Duplicate section")


def test_without_a_section_it_is_said_what_to_do(shell: Shell) -> None:
    shell.actions["duplicate_section"].trigger()
    assert "name one first" in shell.session.status.line
    assert labels(shell) == ()


def test_bars_are_put_in_and_taken_out(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.seek(BAR)
    ends = score_of(shell).end_tick
    shell.actions["insert_bars"].trigger()
    answer(qtbot, shell.song._bars_field, "2")
    assert score_of(shell).end_tick == ends + 2 * BAR
    assert [s.tick // BAR for s in score_of(shell).chords.symbols] == [0, 3, 4, 5]
    shell.actions["delete_bars"].trigger()
    assert shell.song._bars_field.text() == "2", "the bar of the playhead"
    answer(qtbot, shell.song._bars_field, "2-3")
    assert score_of(shell).end_tick == ends
    assert labels(shell) == ("Insert 2 bars", "Delete bars 2-3")


def regions(shell: Shell) -> tuple[tuple[bool, int, int], tuple[bool, int, int]]:
    """Loop and punch region, in bars."""
    loop, punch = shell.session.transport.state, shell.session.record.state
    return (
        (loop.loop, loop.loop_from // BAR, loop.loop_to // BAR),
        (punch.punch, punch.punch_from // BAR, punch.punch_to // BAR),
    )


def test_loop_and_punch_go_along_with_their_bars_and_come_back(qtbot: QtBot, shell: Shell) -> None:
    session = shell.session
    session.transport.set_loop(True, BAR, 3 * BAR)
    session.record.set_punch(True, 2 * BAR, 4 * BAR)
    session.transport.seek(2 * BAR)
    shell.actions["insert_bars"].trigger()
    answer(qtbot, shell.song._bars_field, "2")
    assert regions(shell) == ((True, 1, 5), (True, 4, 6))
    shell.actions["delete_bars"].trigger()
    answer(qtbot, shell.song._bars_field, "1-5")
    assert regions(shell) == ((False, 0, 0), (True, 0, 1))
    for wanted in (((True, 1, 5), (True, 4, 6)), ((True, 1, 3), (True, 2, 4))):
        session.document.undo()
        assert regions(shell) == wanted
    session.document.redo()
    assert regions(shell) == ((True, 1, 5), (True, 4, 6))
    session.transport.set_loop(True, 0, BAR)
    session.document.undo()
    assert regions(shell)[0] == (True, 0, 1), "moved by hand since"


@pytest.mark.parametrize("way", ["command", "menu of the strip"])
def test_loop_and_punch_make_room_for_a_doubled_section(shell: Shell, way: str) -> None:
    session, sections = shell.session, shell.roll.timeline.sections
    score = edits.set_section(edits.set_section(session.document.score, 0, "A"), 2 * BAR, "B")
    session.document.edit("Name sections", score)
    session.transport.set_loop(True, BAR, 3 * BAR)
    session.record.set_punch(True, 2 * BAR, 4 * BAR)
    shell.roll.stage.mark((0, BAR))
    if way == "command":
        shell.actions["duplicate_section"].trigger()
    else:
        span = sections.span_at(0)
        assert span is not None
        sections.duplicate(*span)
    assert [s.start_tick // BAR for s in session.document.score.sections] == [0, 2, 4]
    assert regions(shell) == ((True, 1, 5), (True, 4, 6))
    assert shell.roll.stage.marked is None
    shell.actions["undo"].trigger()
    assert regions(shell) == ((True, 1, 3), (True, 2, 4))


def test_each_step_brings_back_its_own_loop_also_in_a_jump(qtbot: QtBot, shell: Shell) -> None:
    session = shell.session
    session.transport.set_loop(True, BAR, 2 * BAR)
    for tick in (0, 4 * BAR):  # in front of the loop and behind it, under the same name
        session.transport.seek(tick)
        shell.actions["insert_bars"].trigger()
        answer(qtbot, shell.song._bars_field, "2")
    seen = []
    for go in (session.document.undo, session.document.undo, lambda: session.document.go_to(2)):
        go()
        seen.append(regions(shell)[0])
    assert seen == [(True, 3, 4), (True, 1, 2), (True, 3, 4)]
    session.document.go_to(0)
    assert regions(shell)[0] == (True, 1, 2)


@pytest.mark.parametrize(("command", "text"), [("insert_bars", "0"), ("insert_bars", "x"), ("delete_bars", "4-2")])
def test_bars_that_make_no_sense_are_refused(qtbot: QtBot, shell: Shell, command: str, text: str) -> None:
    shell.actions[command].trigger()
    answer(qtbot, shell.song._bars_field, text)
    assert shell.song._bars_field.isVisible()
    assert shell.session.status.kind == "error"
    assert labels(shell) == ()
    qtbot.keyClick(shell.song._bars_field, Qt.Key.Key_Escape)


def test_a_locked_note_is_named_when_bars_cannot_be_put_in(qtbot: QtBot, shell: Shell) -> None:
    track = score_of(shell).tracks[0]
    locked = edits.lock_notes(score_of(shell), track.id, {track.notes[-1].id}, True)
    shell.session.document.edit("Lock", locked)
    shell.actions["insert_bars"].trigger()
    answer(qtbot, shell.song._bars_field, "1")
    assert "locked note of Melody in bar 4" in shell.session.status.line
    assert score_of(shell) is locked


def test_the_loop_says_which_bars_to_delete(shell: Shell) -> None:
    shell.session.transport.set_loop(True, BAR, 3 * BAR)
    shell.actions["delete_bars"].trigger()
    assert shell.song._bars_field.text() == "2-3"


def test_tempo_metre_and_key_from_the_playhead_on(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.seek(2 * BAR)
    timeline = shell.roll.timeline
    shell.actions["tempo_here"].trigger()
    answer(qtbot, timeline.tempo.field, "90")
    shell.actions["meter_here"].trigger()
    answer(qtbot, timeline.flags.field, "6/8")
    shell.actions["key_here"].trigger()
    answer(qtbot, timeline.flags.field, "A dorian")
    score = score_of(shell)
    assert (score.tempo.changes[1].tick, round(score.tempo.changes[1].bpm)) == (2 * BAR, 90)
    assert (score.meter.changes[1].tick, score.meter.changes[1].numerator) == (2 * BAR, 6)
    assert score.keys[-1] == KeyChange(2 * BAR, Key(9, Mode.DORIAN))
    assert labels(shell) == ("Set tempo", "Set metre", "Set key")
    assert timeline.tempo.isHidden()
    assert timeline.flags.isVisible()


def test_the_tempo_is_tapped_in_one_step(qtbot: QtBot, shell: Shell) -> None:
    times = iter((10.0, 10.5, 11.0, 11.5))
    shell.song.now = lambda: next(times)
    shell.roll.setFocus()
    for _ in range(4):
        press(qtbot, shell, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert round(score_of(shell).tempo.changes[0].bpm) == 120
    assert labels(shell) == ("Tap tempo",)


def test_chords_are_typed_from_the_bar_of_the_playhead_on(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.seek(2 * BAR + 100)
    shell.roll.setFocus()
    press(qtbot, shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = shell.roll.timeline.chords.field
    assert field.text() == "| Em | A7 |"
    answer(qtbot, field, "| Bm | Em7 A7 | D |")
    symbols = [(s.tick / BAR, s.text) for s in score_of(shell).chords.symbols]
    assert symbols == [(0, "D"), (1, "G"), (2, "Bm"), (3, "Em7"), (3.5, "A7"), (4, "D")]
    assert labels(shell) == ("Write chords",)


def test_chords_are_typed_over_the_bars_of_the_selection(qtbot: QtBot, shell: Shell) -> None:
    inside = [n.id for n in score_of(shell).tracks[0].notes if BAR <= n.start_tick < 2 * BAR]
    shell.roll.select_notes(frozenset(inside))
    shell.actions["type_chords"].trigger()
    assert shell.roll.timeline.chords.field.text() == "| G |"
    answer(qtbot, shell.roll.timeline.chords.field, "| Bm7 E7 |")
    assert [s.text for s in score_of(shell).chords.symbols] == ["D", "Bm7", "E7", "Em", "A7"]


def test_chords_are_found_in_the_notes(qtbot: QtBot, shell: Shell) -> None:
    score = edits.remove_chords(score_of(shell), 0, 9 * BAR)
    score = edits.remove_track(score, score.tracks[0].id)
    for bar, chord in enumerate(((50, 62, 66, 69), (43, 62, 67, 71), (45, 61, 64, 69), (50, 62, 66, 69))):
        score = edits.add_notes(score, score.tracks[0].id, [Note(bar * BAR, BAR, pitch) for pitch in chord])
    shell.session.document.edit("Bass", score)
    shell.actions["detect_chords"].trigger()
    qtbot.waitUntil(lambda: labels(shell)[-1] == "Detect chords")
    assert [(s.tick // BAR, s.text) for s in score_of(shell).chords.symbols] == [(0, "D"), (1, "G"), (2, "A"), (3, "D")]
    assert "4 chords found" in shell.session.status.line


def test_a_long_song_is_searched_in_slices_and_not_at_all_when_its_notes_change(qtbot: QtBot, shell: Shell) -> None:
    track = score_of(shell).tracks[1]
    notes = [Note(i * 960, 960, pitch) for i in range(2_000) for pitch in (48, 64, 67)]
    shell.session.document.edit("Many", edits.add_notes(score_of(shell), track.id, notes))
    shell.actions["detect_chords"].trigger()
    assert labels(shell)[-1] == "Many", "the window goes on meanwhile"
    shell.session.document.edit("Other", edits.remove_track(score_of(shell), track.id))
    qtbot.waitUntil(lambda: "changed meanwhile" in shell.session.status.line, timeout=20_000)
    assert labels(shell)[-1] == "Other"


def test_without_notes_no_chords_are_found(qtbot: QtBot, shell: Shell) -> None:
    shell.session.transport.set_loop(True, 20 * BAR, 24 * BAR)
    before = score_of(shell)
    shell.actions["detect_chords"].trigger()
    qtbot.waitUntil(lambda: "No chords" in shell.session.status.line)
    assert score_of(shell) is before


def test_strips_are_shown_and_hidden(shell: Shell) -> None:
    for name in ("sections", "flags", "tempo"):
        action = shell.actions[f"show_{name}"]
        assert not action.isChecked()
        action.trigger()
        assert shell.roll.timeline.lane(name).isVisible()
        action.trigger()
        assert shell.roll.timeline.lane(name).isHidden()
    shell.session.document.edit("Name", edits.set_section(score_of(shell), 0, "A"))


def test_f5_goes_round_the_strips_and_back_to_the_notes(qtbot: QtBot, shell: Shell) -> None:
    for name in ("show_sections", "show_tempo"):
        shell.actions[name].trigger()
    shell.roll.setFocus()
    timeline, seen = shell.roll.timeline, []
    for _ in range(4):
        press(qtbot, shell, Qt.Key.Key_F5)
        seen.append(shell.window.focusWidget())
    assert seen == [timeline.chords, timeline.tempo, timeline.sections, shell.roll.canvas]
    press(qtbot, shell, Qt.Key.Key_F5)
    press(qtbot, shell, Qt.Key.Key_Right)
    assert shell.roll.stage.chord_tick == 0
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.window.focusWidget() is shell.roll.canvas


def test_marks_come_back_from_a_midi_file(shell: Shell, tmp_path: Path) -> None:
    score = edits.set_marker(score_of(shell), BAR, "Verse")
    score = edits.set_section(edits.set_section(score, 0, "A"), 2 * BAR, "A'")
    score = edits.set_key(edits.set_meter(score, 2 * BAR, 6, 8), 2 * BAR, Key(9, Mode.DORIAN))
    score = edits.set_tempo(score, BAR, 93.5)
    write_midi(score, tmp_path / "song.mid")
    again = parse_midi((tmp_path / "song.mid").read_bytes()).score
    assert [(m.tick, m.text) for m in markers(again)] == [(BAR, "Verse")]
    assert (again.sections, again.keys, again.meter) == (score.sections, score.keys, score.meter)
    assert again.tempo == score.tempo
    assert again.chords.symbols == score.chords.symbols


def test_marks_come_back_from_a_project_file(shell: Shell, tmp_path: Path) -> None:
    score = edits.set_marker(edits.set_section(score_of(shell), 2 * BAR, "A'"), BAR, "Verse")
    score = edits.set_key(edits.set_meter(score, 2 * BAR, 6, 8), 2 * BAR, Key(9, Mode.DORIAN))
    write_project(score, tmp_path / "song.musegen")
    assert read_project(tmp_path / "song.musegen") == score


def test_folded_and_unfolded_strips_are_remembered(shell: Shell) -> None:
    shell.actions["show_tempo"].trigger()
    shell.remember_layout()
    assert layout_of(shell.session.settings.window).strips == "tempo:1"
    shell.roll.timeline.restore("sections:1 nothing:9 tempo:0")
    assert shell.roll.timeline.sections.isVisible()
    assert shell.roll.timeline.tempo.isHidden()
