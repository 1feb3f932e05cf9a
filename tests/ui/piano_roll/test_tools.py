"""Knife, glue, chord stamp, lasso, stretching, and tools that are in the hand while their key is held."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.chord_stamp import Stamp
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import hints
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Desk, Q, make_track

pytestmark = pytest.mark.qt
S = Q // 4
E, B, J = Qt.Key.Key_E, Qt.Key.Key_B, Qt.Key.Key_J


def show(desk: Desk, *notes: tuple[int, int, int]) -> None:
    """Other notes than those of the desk, in the same view."""
    desk.score = Score(tracks=(make_track(*notes),))
    desk.roll.set_score(desk.score)
    desk.view()


# -- knife -----------------------------------------------------------------------------------------------------------


def test_a_click_cuts_at_the_nearest_grid_line(desk: Desk) -> None:
    desk.roll.set_tool("knife")
    desk.hand.click(desk.place(Q + 2 * S + 50, 72))
    assert desk.notes[:2] == [(Q, 2 * S, 72), (Q + 2 * S, 2 * S, 72)]
    assert desk.labels == ["Split note"]


def test_alt_cuts_anywhere(desk: Desk) -> None:
    desk.roll.set_tool("knife")
    place = desk.place(Q + 300, 72)
    desk.hand.click(place, ALT)
    tick = round(desk.roll.stage.time.tick(place.x()))
    assert desk.notes[0] == (Q, tick - Q, 72)
    assert tick % S


def test_a_note_shorter_than_a_step_is_cut_on_a_finer_grid(desk: Desk) -> None:
    show(desk, (Q, S, 72))
    desk.roll.set_tool("knife")
    desk.hand.click(desk.place(Q + S // 2 + 10, 72))
    assert desk.notes == [(Q, S // 2, 72), (Q + S // 2, S // 2, 72)]


def test_a_pull_cuts_every_note_on_its_line(desk: Desk) -> None:
    show(desk, (0, 4 * Q, 74), (0, 4 * Q, 72), (0, 4 * Q, 70), (0, 4 * Q, 60))
    desk.roll.set_tool("knife")
    desk.hand.press(desk.place(Q, 74))
    desk.hand.move(desk.place(3 * Q, 70))
    assert desk.roll.stage.marks.cut is not None
    desk.hand.release(desk.place(3 * Q, 70))
    assert sorted(n[:1] + n[2:] for n in desk.notes if n[0]) == [(Q, 74), (2 * Q, 72), (3 * Q, 70)]
    assert desk.labels == ["Split notes"]
    assert desk.roll.stage.marks.cut is None


def test_holding_e_is_the_knife_and_letting_go_the_tool_before(desk: Desk) -> None:
    canvas = desk.roll.canvas
    QTest.keyPress(canvas, E)
    for _ in range(3):
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, E, Qt.KeyboardModifier.NoModifier, "e", True))
    desk.hand.click(desk.place(Q + 2 * S, 72))
    QTest.keyRelease(canvas, E)
    assert desk.roll.tool == "select"
    assert desk.labels == ["Split note"]
    QTest.keyClick(canvas, E)
    assert desk.roll.tool == "erase"


# -- held tools ------------------------------------------------------------------------------------------------------


def test_b_tapped_stays_and_held_is_momentary(desk: Desk) -> None:
    canvas = desk.roll.canvas
    QTest.keyClick(canvas, B)
    assert desk.roll.tool == "draw"
    desk.roll.set_tool("select")
    QTest.keyPress(canvas, B)
    desk.hand.drag(desk.place(6 * Q, 79), desk.place(7 * Q, 79))
    QTest.keyRelease(canvas, B)
    assert desk.roll.tool == "select"
    assert desk.labels == ["Draw note"]


def key(desk: Desk, kind: QEvent.Type, at_ms: int) -> None:
    event = QKeyEvent(kind, B, Qt.KeyboardModifier.NoModifier, "b")
    event.setTimestamp(at_ms)
    QApplication.sendEvent(desk.roll.canvas, event)


def test_a_key_held_long_was_no_tap(desk: Desk) -> None:
    key(desk, QEvent.Type.KeyPress, 1000)
    assert desk.roll.tool == "draw"
    key(desk, QEvent.Type.KeyRelease, 1900)
    assert desk.roll.tool == "select"


def test_repeats_that_look_like_presses_are_none(desk: Desk) -> None:
    """Seen on X11 under load: release and press at the same moment, neither marked as a repeat."""
    key(desk, QEvent.Type.KeyPress, 1000)
    for at_ms in (1250, 1290, 1330):
        key(desk, QEvent.Type.KeyRelease, at_ms)
        key(desk, QEvent.Type.KeyPress, at_ms)
    desk.hand.drag(desk.place(6 * Q, 79), desk.place(7 * Q, 79))
    for at_ms in (1370, 1410):
        key(desk, QEvent.Type.KeyRelease, at_ms)
        key(desk, QEvent.Type.KeyPress, at_ms)
    assert desk.roll.tool == "draw"
    key(desk, QEvent.Type.KeyRelease, 1450)
    assert desk.roll.tool == "select"
    assert desk.labels == ["Draw note"]
    key(desk, QEvent.Type.KeyPress, 1700)
    key(desk, QEvent.Type.KeyRelease, 1780)
    assert desk.roll.tool == "draw"


def test_the_key_may_go_up_before_the_button(desk: Desk) -> None:
    QTest.keyPress(desk.roll.canvas, B)
    desk.hand.press(desk.place(6 * Q, 79))
    desk.hand.move(desk.place(7 * Q, 79))
    QTest.keyRelease(desk.roll.canvas, B)
    assert desk.roll.is_dragging()
    desk.hand.release(desk.place(7 * Q, 79))
    assert desk.labels == ["Draw note"]


def test_a_lost_focus_lets_a_held_tool_go(desk: Desk) -> None:
    QTest.keyPress(desk.roll.canvas, E)
    desk.roll.canvas.clearFocus()
    desk.roll.canvas.focus_lost.emit()
    assert desk.roll.stage.holding == ""
    assert desk.roll.tool == "select"


# -- glue ------------------------------------------------------------------------------------------------------------


def test_a_click_glues_to_the_next_of_the_pitch(desk: Desk) -> None:
    show(desk, (0, S, 72), (Q, S, 72), (2 * Q, S, 72), (Q, S, 70))
    desk.roll.set_tool("glue")
    desk.hand.click(desk.place(100, 72))
    assert desk.notes == [(0, Q + S, 72), (Q, S, 70), (2 * Q, S, 72)]
    assert desk.labels == ["Glue notes"]


def test_a_pull_glues_all_that_it_passes(desk: Desk) -> None:
    show(desk, (0, S, 72), (Q, S, 72), (2 * Q, S, 72))
    QTest.keyPress(desk.roll.canvas, J)
    desk.hand.press(desk.place(100, 72))
    desk.hand.move(desk.place(Q + 100, 72))
    desk.hand.move(desk.place(2 * Q + 100, 72))
    desk.hand.release(desk.place(2 * Q + 100, 72))
    QTest.keyRelease(desk.roll.canvas, J)
    assert desk.notes == [(0, 2 * Q + S, 72)]
    assert desk.roll.tool == "select"


def test_nothing_to_glue_says_so(desk: Desk) -> None:
    hints: list[str] = []
    desk.roll.statusHint.connect(hints.append)
    desk.roll.set_tool("glue")
    desk.hand.click(desk.place(Q + 100, 72))
    assert not desk.labels
    assert any("no free note" in h for h in hints)


# -- chord stamp -----------------------------------------------------------------------------------------------------


def test_a_click_stamps_the_chord_of_the_degree(desk: Desk) -> None:
    desk.score = replace(desk.score, keys=(KeyChange(0, Key(2)),))
    desk.roll.set_score(desk.score)
    desk.roll.set_tool("stamp")
    desk.roll.stage.stamp = Stamp.SEVENTH
    desk.hand.click(desk.place(6 * Q, 64))
    chosen = desk.roll.stage.selected_notes()
    assert [n.pitch for n in chosen] == [64, 67, 71, 74]  # E minor seventh in D major
    assert {n.start_tick for n in chosen} == {6 * Q}
    assert desk.labels == ["Draw chord"]
    assert desk.heard == [64, 67, 71, 74]


def test_a_pulled_stamp_gets_longer_and_changes_its_degree(desk: Desk) -> None:
    desk.roll.set_tool("stamp")
    desk.hand.press(desk.place(6 * Q, 60))
    desk.hand.move(desk.place(6 * Q + 20, 62))
    desk.hand.move(desk.place(8 * Q, 62))
    desk.hand.release(desk.place(8 * Q, 62))
    chosen = desk.roll.stage.selected_notes()
    assert [(n.duration_ticks, n.pitch) for n in chosen] == [(2 * Q, 62), (2 * Q, 65), (2 * Q, 69)]


# -- lasso -----------------------------------------------------------------------------------------------------------


def around(desk: Desk, *places: QPoint, keys: Qt.KeyboardModifier = CTRL) -> None:
    desk.hand.press(places[0], keys)
    for place in places[1:]:
        desk.hand.move(place, keys)
    desk.hand.release(places[-1], keys)


@pytest.mark.parametrize("tool", ["select", "draw", "stamp"])
def test_the_lasso_takes_what_it_goes_around(desk: Desk, tool: str) -> None:
    desk.roll.set_tool(tool)
    around(
        desk,
        desk.place(2 * Q - 200, 78),
        desk.place(5 * Q - 300, 79),
        desk.place(5 * Q - 300, 75),
        desk.place(3 * Q + 200, 75),
        desk.place(2 * Q - 200, 76),
    )
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [76, 77]
    assert desk.roll.stage.marks.lasso == ()
    assert not desk.labels


def test_the_lasso_adds_to_the_selection(desk: Desk) -> None:
    desk.roll.select_notes(frozenset({desk.score.tracks[0].notes[0].id}))
    around(desk, desk.place(4 * Q + 100, 79), desk.place(6 * Q, 79), desk.place(6 * Q, 75), desk.place(4 * Q + 100, 75))
    assert len(desk.roll.selection) == 2
    desk.hand.click(desk.place(7 * Q, 80), CTRL)
    assert len(desk.roll.selection) == 2


# -- stretching ------------------------------------------------------------------------------------------------------


def test_shift_on_an_edge_stretches_the_selection(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.drag(desk.place(5 * Q - 20, 77), desk.place(9 * Q - 20, 77), SHIFT)
    assert desk.notes == [(Q, 2 * Q, 72), (3 * Q, 2 * Q, 74), (5 * Q, 2 * Q, 76), (7 * Q, 2 * Q, 77)]
    assert desk.labels == ["Stretch notes"]


def test_the_left_edge_keeps_the_end(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.drag(desk.place(Q + 20, 72), desk.place(3 * Q + 20, 72), SHIFT)
    assert desk.notes == [(3 * Q, Q // 2, 72), (3 * Q + 480, 480, 74), (4 * Q, 480, 76), (4 * Q + 480, 480, 77)]


def test_stretching_stops_at_the_beginning_of_the_song(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.drag(desk.place(Q + 20, 72), desk.place(-5 * Q, 72), SHIFT)
    assert desk.notes[0][0] == 0
    assert max(n[0] + n[1] for n in desk.notes) == 5 * Q


def test_a_shift_click_on_an_edge_still_takes_the_note_out(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.click(desk.place(5 * Q - 20, 77), SHIFT)
    assert len(desk.roll.selection) == 3
    assert not desk.labels


# -- a folded roll ---------------------------------------------------------------------------------------------------


def test_in_a_folded_roll_notes_move_by_rows(desk: Desk) -> None:
    desk.score = replace(desk.score, keys=(KeyChange(0, Key(0)),))
    desk.roll.set_score(desk.score)
    desk.roll.stage.set_rows("scale")
    stage = desk.roll.stage
    stage.set_view(pitch=stage.pitch.centred(76, stage.height))
    desk.roll.select_all()
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(Q + 300, 74))
    assert [n[2] for n in desk.notes] == [74, 76, 77, 79]
    desk.hand.drag(desk.place(Q + 300, 74), desk.place(Q + 300, 72), CTRL)
    assert sorted(n[2] for n in desk.notes) == [72, 74, 74, 76, 76, 77, 77, 79]


# -- what is heard ---------------------------------------------------------------------------------------------------


def test_a_note_that_is_pulled_through_pitches_is_heard_at_one_at_a_time(desk: Desk) -> None:
    sounding: list[int] = []
    most: list[int] = []
    desk.roll.previewRequested.connect(lambda pitch, _velocity: (sounding.append(pitch), most.append(len(sounding))))
    desk.roll.previewEnded.connect(sounding.clear)
    desk.hand.press(desk.place(Q + 300, 72))
    for pitch in range(73, 80):
        desk.hand.move(desk.place(Q + 300, pitch))
    assert sounding == [79]
    desk.hand.release(desk.place(Q + 300, 79))
    assert sounding == []
    assert max(most) == 1


def test_a_key_lets_a_note_be_heard_for_a_moment(desk: Desk, qtbot: QtBot) -> None:
    sounding: list[int] = []
    desk.roll.previewRequested.connect(lambda pitch, _velocity: sounding.append(pitch))
    desk.roll.previewEnded.connect(sounding.clear)
    QTest.keyClick(desk.roll.canvas, Qt.Key.Key_Tab)
    QTest.keyClick(desk.roll.canvas, Qt.Key.Key_Up)
    assert sounding == [73]
    qtbot.waitUntil(lambda: not sounding)


# -- cancelling ------------------------------------------------------------------------------------------------------

START = {
    "draw": ("draw", 6 * Q, 79, Qt.KeyboardModifier.NoModifier),
    "stamp": ("stamp", 6 * Q, 79, Qt.KeyboardModifier.NoModifier),
    "erase": ("erase", Q + 300, 72, Qt.KeyboardModifier.NoModifier),
    "knife": ("knife", Q + 300, 72, Qt.KeyboardModifier.NoModifier),
    "glue": ("glue", Q + 300, 72, Qt.KeyboardModifier.NoModifier),
    "swipe": ("swipe", Q + 300, 72, Qt.KeyboardModifier.NoModifier),
    "swipe notes": ("swipe", Q + 300, 72, SHIFT),
    "move": ("select", Q + 300, 72, Qt.KeyboardModifier.NoModifier),
    "copy": ("select", Q + 300, 72, CTRL),
    "resize": ("select", 2 * Q - 20, 72, Qt.KeyboardModifier.NoModifier),
    "stretch": ("select", 2 * Q - 20, 72, SHIFT),
    "velocity": ("select", Q + 300, 72, ALT),
    "band": ("select", 6 * Q, 79, Qt.KeyboardModifier.NoModifier),
    "lasso": ("select", 6 * Q, 79, CTRL),
}


def go_elsewhere(qtbot: QtBot) -> None:
    """Another window gets the keyboard, as with Alt+Tab."""
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    with qtbot.waitActive(other):
        other.activateWindow()


@pytest.mark.parametrize("end", ["escape", "focus", "other window"])
@pytest.mark.parametrize("name", START)
def test_a_cancelled_gesture_leaves_no_trace(desk: Desk, qtbot: QtBot, name: str, end: str) -> None:
    tool, tick, pitch, keys = START[name]
    desk.roll.set_tool(tool)
    if name == "stretch":
        desk.roll.select_all()
    before = desk.roll.selection
    canvas, stage = desk.roll.canvas, desk.roll.stage
    words: list[str] = []
    stage.hint.connect(words.append)
    with qtbot.waitActive(desk.roll):
        desk.roll.activateWindow()
    desk.hand.press(desk.place(tick, pitch), keys)
    desk.hand.move(desk.place(tick + Q, pitch - 3), keys)
    desk.hand.move(desk.place(tick - Q, pitch - 5), keys)
    assert desk.roll.is_dragging()
    if end == "escape":
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    elif end == "focus":
        canvas.clearFocus()
    else:
        go_elsewhere(qtbot)
    assert not desk.roll.is_dragging()
    assert (stage.draft, stage.band, stage.marks.lasso, stage.marks.cut) == (None, None, (), None)
    assert (stage.marks.swipe, stage.marked) == (None, None)
    assert desk.roll.selection == before
    desk.hand.release(desk.place(tick - Q, pitch - 5), keys)
    assert not desk.labels
    assert stage.score is desk.score
    assert (words[-1], stage.hover_pitch) == ("", None)


@pytest.mark.parametrize("name", sorted(set(START) - {"velocity"}))
def test_a_gesture_goes_on_at_the_edge(desk: Desk, name: str) -> None:
    """The view follows the pointer beyond the edge while the button is held."""
    tool, tick, pitch, keys = START[name]
    desk.roll.set_tool(tool)
    if name == "stretch":
        desk.roll.select_all()
    canvas = desk.roll.canvas
    desk.hand.press(desk.place(tick, pitch), keys)
    desk.hand.move(QPoint(canvas.width() + 40, 300), keys)
    before = desk.roll.stage.time.scroll
    canvas._edges.step()
    assert desk.roll.stage.time.scroll > before
    desk.roll.cancel()


def test_edits_of_locked_notes_do_nothing(desk: Desk) -> None:
    ids = [n.id for n in desk.score.tracks[0].notes]
    desk.score = edits.lock_notes(desk.score, desk.roll.active_track, ids, True)
    desk.roll.set_score(desk.score)
    for tool in ("erase", "knife", "glue"):
        desk.roll.set_tool(tool)
        desk.hand.drag(desk.place(Q + 300, 72), desk.place(4 * Q + 300, 77))
    assert not desk.labels


def test_one_bar_is_not_called_bars(desk: Desk) -> None:
    assert hints.length_text(desk.roll.stage, 4 * Q, 8 * Q) == "1 bar"
    assert hints.length_text(desk.roll.stage, 4 * Q, 10 * Q) == "1.5 bars"
