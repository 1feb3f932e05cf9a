"""Every gesture on notes, by mouse events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from musegen_app.score import edits
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Desk, Hand, Q, make_track

pytestmark = pytest.mark.qt
S = Q // 4  # a sixteenth


# -- draw ------------------------------------------------------------------------------------------------------------


def test_a_click_draws_a_note_on_the_grid(blank: Desk) -> None:
    blank.hand.click(blank.place(2 * S + 100, 72))
    assert blank.notes == [(2 * S, S, 72)]
    assert blank.labels == ["Draw note"]
    assert blank.heard == [72]
    assert blank.roll.selection == {blank.score.tracks[0].notes[0].id}


def test_pulling_sets_the_length_and_the_next_note_has_it_too(blank: Desk) -> None:
    blank.hand.drag(blank.place(0, 72), blank.place(5 * S - 20, 72))
    blank.hand.click(blank.place(8 * S, 74))
    assert blank.notes == [(0, 5 * S, 72), (8 * S, 5 * S, 74)]


def test_pulling_up_changes_the_pitch_and_is_heard(blank: Desk) -> None:
    start = blank.place(10, 72)
    blank.hand.drag(start, start - QPoint(0, 60))
    assert blank.notes == [(0, S, 75)]
    assert blank.heard[-1] == 75


def test_alt_draws_off_the_grid(blank: Desk) -> None:
    blank.hand.click(blank.place(500, 72), ALT)
    assert blank.notes == [(500, S, 72)]


def test_qt_own_clicks_draw_too(blank: Desk) -> None:
    QTest.mouseClick(blank.roll.canvas, Qt.MouseButton.LeftButton, pos=blank.place(S, 70))
    assert blank.notes == [(S, S, 70)]


def test_a_double_click_draws_with_the_select_tool(desk: Desk) -> None:
    desk.hand.double_click(desk.place(0, 80))
    assert (0, S, 80) in desk.notes


def test_without_a_track_drawing_says_what_is_missing(blank: Desk) -> None:
    hints: list[str] = []
    blank.roll.statusHint.connect(hints.append)
    blank.roll.set_score(edits.remove_track(blank.score, blank.score.tracks[0].id))
    blank.hand.click(blank.place(0, 72))
    assert any("Add a track" in words for words in hints)
    assert not blank.labels


# -- select ----------------------------------------------------------------------------------------------------------


def test_a_band_selects_what_it_touches(desk: Desk) -> None:
    desk.hand.drag(desk.place(Q + 500, 76), desk.place(2 * Q + 200, 70))
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [72, 74]
    assert not desk.labels


def test_shift_adds_to_the_selection(desk: Desk) -> None:
    desk.hand.click(desk.place(Q + 300, 72))
    desk.hand.drag(desk.place(4 * Q - 100, 80), desk.place(4 * Q + 100, 77), SHIFT)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [72, 77]
    desk.hand.click(desk.place(Q + 300, 72), SHIFT)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [77]


def test_ctrl_click_puts_in_and_out(desk: Desk) -> None:
    desk.hand.click(desk.place(Q + 300, 72))
    desk.hand.click(desk.place(2 * Q + 300, 74), CTRL)
    assert len(desk.roll.selection) == 2
    desk.hand.click(desk.place(2 * Q + 300, 74), CTRL)
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [72]


def test_a_click_on_nothing_deselects(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.click(desk.place(8 * Q, 60))
    assert not desk.roll.selection


def test_a_band_after_scrolling_begins_where_it_was_pressed(desk: Desk) -> None:
    """The band hangs on the music, not on the window."""
    desk.hand.press(desk.place(Q - 300, 79))
    desk.hand.move(desk.place(Q - 200, 78))
    stage = desk.roll.stage
    stage.set_view(stage.time.scrolled(150))
    desk.hand.move(desk.place(4 * Q + 100, 70))
    assert len(desk.roll.selection) == 4


# -- move ------------------------------------------------------------------------------------------------------------


def test_a_drag_moves_by_the_grid(desk: Desk) -> None:
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(Q + 300 + S + 60, 74))
    assert (Q + S, Q, 74) in desk.notes
    assert desk.labels == ["Move notes"]
    assert desk.heard == [72, 73, 74]


def test_the_whole_selection_moves_with_ids_kept(desk: Desk) -> None:
    ids = {n.id for n in desk.score.tracks[0].notes}
    desk.roll.select_all()
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(2 * Q + 300, 71))
    assert [n[0] for n in desk.notes] == [2 * Q, 3 * Q, 4 * Q, 5 * Q]
    assert {n.id for n in desk.score.tracks[0].notes} == ids == desk.roll.selection


def test_alt_during_the_drag_moves_freely(desk: Desk) -> None:
    start = desk.place(Q + 300, 72)
    desk.hand.press(start)
    desk.hand.move(start + QPoint(13, 0), ALT)
    desk.hand.release(start + QPoint(13, 0), ALT)
    assert (Q + 130, Q, 72) in desk.notes


def test_a_late_note_keeps_its_lateness(desk: Desk) -> None:
    late = edits.move_notes(desk.score, desk.roll.active_track, {desk.score.tracks[0].notes[0].id}, 30, 0)
    desk.roll.set_score(late)
    desk.score = late
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(Q + 300 + S, 72))
    assert (Q + 30 + S, Q, 72) in desk.notes


def test_notes_do_not_leave_the_song(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.drag(desk.place(2 * Q, 74), desk.place(-5 * Q, 74))
    assert min(n[0] for n in desk.notes) == 0
    assert [b[0] - a[0] for a, b in zip(desk.notes, desk.notes[1:], strict=False)] == [Q, Q, Q]


def test_ctrl_drag_copies(desk: Desk) -> None:
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(Q + 300, 79), CTRL)
    assert (Q, Q, 72) in desk.notes
    assert (Q, Q, 79) in desk.notes
    assert [n.pitch for n in desk.roll.stage.selected_notes()] == [79]


def test_shift_during_the_drag_holds_the_pitch(desk: Desk) -> None:
    start = desk.place(Q + 300, 72)
    desk.hand.press(start)
    desk.hand.move(start + QPoint(96, 24), SHIFT)
    desk.hand.release(start + QPoint(96, 24), SHIFT)
    assert (2 * Q, Q, 72) in desk.notes


def test_a_locked_note_stays(desk: Desk) -> None:
    note = desk.score.tracks[0].notes[0]
    locked = edits.lock_notes(desk.score, desk.roll.active_track, {note.id}, True)
    desk.roll.set_score(locked)
    desk.hand.drag(desk.place(Q + 300, 72), desk.place(3 * Q, 80))
    assert not desk.labels


# -- resize ----------------------------------------------------------------------------------------------------------


def test_the_right_end_resizes(desk: Desk) -> None:
    desk.hand.drag(desk.place(2 * Q - 20, 72), desk.place(2 * Q - 20 + S, 72))
    assert (Q, Q + S, 72) in desk.notes
    assert desk.labels == ["Resize notes"]


def test_the_left_end_changes_the_onset(desk: Desk) -> None:
    desk.hand.drag(desk.place(Q + 20, 72), desk.place(Q + 20 + S, 72))
    assert (Q + S, Q - S, 72) in desk.notes


def test_no_note_vanishes_by_resizing(desk: Desk) -> None:
    desk.hand.drag(desk.place(2 * Q - 20, 72), desk.place(-4 * Q, 72))
    assert min(n[1] for n in desk.notes) >= 1
    desk.hand.drag(desk.place(3 * Q + 20, 76), desk.place(9 * Q, 76))
    assert min(n[1] for n in desk.notes) >= 1


def test_selected_notes_resize_together(desk: Desk) -> None:
    desk.roll.select_all()
    desk.hand.drag(desk.place(2 * Q - 20, 72), desk.place(2 * Q - 20 - S, 72))
    assert {n[1] for n in desk.notes} == {Q - S}


# -- erase -----------------------------------------------------------------------------------------------------------


def test_a_sweep_erases_everything_it_passes_in_one_step(desk: Desk) -> None:
    desk.roll.set_tool("erase")
    hand = desk.hand
    hand.press(desk.place(Q + 500, 72))
    hand.move(desk.place(2 * Q + 500, 74))  # one long jump each
    hand.move(desk.place(3 * Q + 500, 76))
    hand.release(desk.place(3 * Q + 500, 76))
    assert desk.notes == [(4 * Q, Q, 77)]
    assert desk.labels == ["Erase notes"]


def test_a_right_click_erases_with_the_pencil(desk: Desk) -> None:
    desk.roll.set_tool("draw")
    desk.hand.click(desk.place(Q + 300, 72), button=Qt.MouseButton.RightButton)
    assert len(desk.notes) == 3
    assert desk.labels == ["Erase note"]


# -- velocity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", [ALT, CTRL | SHIFT])
def test_pulling_with_alt_changes_the_velocity(desk: Desk, keys: Qt.KeyboardModifier) -> None:
    desk.hand.press(desk.place(Q + 300, 72), keys)
    desk.hand.move(desk.place(Q + 300, 72) - QPoint(0, 20), keys)
    desk.hand.release(desk.place(Q + 300, 72) - QPoint(0, 20), keys)
    assert desk.score.tracks[0].notes[0].velocity == 100
    assert desk.labels == ["Change velocity"]


# -- cancel ----------------------------------------------------------------------------------------------------------


def begin_move(desk: Desk) -> QPoint:
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(desk.place(3 * Q, 79))
    assert desk.roll.is_dragging()
    assert desk.roll.stage.draft is not None
    return desk.place(3 * Q, 79)


def test_escape_cancels_a_drag(desk: Desk) -> None:
    hand = desk.hand
    at = begin_move(desk)
    QTest.keyClick(desk.roll.canvas, Qt.Key.Key_Escape)
    assert not desk.roll.is_dragging()
    assert desk.roll.stage.draft is None
    hand.press(at)  # what follows is a new press, not the end of the old one
    hand.release(at)
    assert not desk.labels
    assert (Q, Q, 72) in desk.notes


def test_a_lost_focus_cancels_a_drag(desk: Desk) -> None:
    begin_move(desk)
    QApplication.sendEvent(desk.roll.canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason))
    assert not desk.roll.is_dragging()
    assert desk.roll.stage.draft is None
    assert not desk.labels


def test_new_music_cancels_a_drag(desk: Desk) -> None:
    begin_move(desk)
    desk.roll.set_score(edits.set_title(desk.score, "another"))
    assert not desk.roll.is_dragging()
    assert desk.roll.stage.draft is None


def test_a_move_without_a_button_ends_the_drag(desk: Desk) -> None:
    """The release went to another window."""
    begin_move(desk)
    Hand(desk.roll.canvas).move(desk.place(0, 60))
    assert not desk.roll.is_dragging()
    assert not desk.labels


def test_cancelling_a_band_brings_the_selection_back(desk: Desk) -> None:
    desk.roll.select_notes(frozenset({desk.score.tracks[0].notes[3].id}))
    before = desk.roll.selection
    desk.hand.press(desk.place(0, 80))
    desk.hand.move(desk.place(3 * Q, 70))
    assert desk.roll.selection != before
    assert desk.roll.cancel()
    assert desk.roll.selection == before


def test_the_document_is_not_touched_before_the_release(desk: Desk) -> None:
    begin_move(desk)
    assert desk.score.tracks[0].notes[0].start_tick == Q
    assert not desk.labels


# -- other tracks, preview, edges ------------------------------------------------------------------------------------


def test_a_click_on_a_ghost_goes_to_its_track(desk: Desk) -> None:
    other = make_track((0, Q, 60), name="Bass")
    picked: list[int] = []
    desk.roll.trackPicked.connect(picked.append)
    desk.roll.set_score(type(desk.score)(tracks=(*desk.score.tracks, other)))
    desk.view(top_pitch=75)
    desk.hand.click(desk.place(300, 60))
    assert picked == [other.id]


def test_previews_can_be_switched_off(desk: Desk) -> None:
    desk.roll.set_previews(False)
    desk.hand.click(desk.place(Q + 300, 72))
    assert desk.heard == []


def test_the_view_follows_a_drag_beyond_the_edge(desk: Desk) -> None:
    canvas = desk.roll.canvas
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(QPoint(canvas.width() + 60, 200))
    before = desk.roll.stage.time.scroll
    canvas._edges.step()
    canvas._edges.step()
    assert desk.roll.stage.time.scroll > before
    moved = desk.roll.stage.draft
    assert moved is not None
    assert moved.notes[0].start_tick > 9 * Q
    desk.roll.cancel()
    canvas._edges.step()
    assert not canvas._edges.is_active()
