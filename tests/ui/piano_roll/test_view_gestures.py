"""Zoom, scroll, pan, and the mouse on the bars, the keys, the chords, the sections and the velocities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Section
from tests.fakes.roll_desk import CTRL, SHIFT, Desk, Hand, Q, make_track

pytestmark = pytest.mark.qt
BAR = 4 * Q


@pytest.mark.parametrize("notches", [1, 3, -1, -4])
@pytest.mark.parametrize("x", [5, 333, 700])
def test_ctrl_wheel_zooms_around_the_pointer(desk: Desk, notches: int, x: int) -> None:
    desk.view(first_tick=20 * BAR)
    stage = desk.roll.stage
    before, scale = stage.time.tick(x), stage.time.pixels_per_tick
    desk.hand.wheel(QPoint(x, 200), notches, CTRL)
    assert (stage.time.pixels_per_tick > scale) == (notches > 0)
    assert stage.time.x(before) == pytest.approx(x, abs=0.51)


def test_ctrl_shift_wheel_zooms_rows_around_the_pointer(desk: Desk) -> None:
    stage = desk.roll.stage
    pitch, row = stage.pitch.pitch(305), stage.pitch.row
    desk.hand.wheel(QPoint(100, 305), 1, CTRL | SHIFT)
    assert stage.pitch.row > row
    assert stage.pitch.pitch(305) == pitch


def test_the_wheel_scrolls(desk: Desk) -> None:
    stage = desk.roll.stage
    rows = stage.pitch.scroll
    desk.hand.wheel(QPoint(100, 100), -1)
    assert stage.pitch.scroll > rows
    desk.hand.wheel(QPoint(100, 100), -1, SHIFT)
    assert stage.time.scroll > 0


def test_the_middle_button_pans(desk: Desk) -> None:
    desk.view(first_tick=4 * BAR)
    stage = desk.roll.stage
    tick = stage.time.tick(400)
    desk.hand.drag(QPoint(400, 300), QPoint(300, 260), button=Qt.MouseButton.MiddleButton)
    assert stage.time.tick(300) == pytest.approx(tick)
    assert not desk.labels


def test_zoom_commands(desk: Desk) -> None:
    stage, notes = desk.roll.stage, desk.score.tracks[0].notes
    scale = stage.time.pixels_per_tick
    desk.roll.zoom_in()
    assert stage.time.pixels_per_tick > scale
    desk.roll.zoom_out()
    assert stage.time.pixels_per_tick == pytest.approx(scale)
    desk.roll.select_notes(frozenset({notes[3].id}))
    desk.roll.zoom_to_selection()
    assert stage.time.x(4 * Q) >= 0
    assert stage.time.x(5 * Q) <= stage.width
    assert 0 <= stage.pitch.y(77) <= stage.height
    desk.roll.zoom_fit()
    assert stage.time.x(5 * Q) <= stage.width


# -- bars ------------------------------------------------------------------------------------------------------------


def test_a_click_on_the_bars_seeks(desk: Desk) -> None:
    sought: list[int] = []
    desk.roll.seekRequested.connect(sought.append)
    Hand(desk.roll.timeline.ruler).click(QPoint(round(desk.roll.stage.time.x(1000)), 8))
    assert sought == [960]


def test_a_pull_on_the_bars_loops(desk: Desk) -> None:
    loops: list[tuple[bool, int, int]] = []
    desk.roll.loopRequested.connect(lambda *args: loops.append(args))
    x = desk.roll.stage.time.x
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(4 * Q)), 8), QPoint(round(x(2 * Q - 30)), 8))
    assert loops == [(True, 2 * Q, 4 * Q)]


def test_an_end_of_the_loop_can_be_pulled(desk: Desk) -> None:
    loops: list[tuple[bool, int, int]] = []
    desk.roll.loopRequested.connect(lambda *args: loops.append(args))
    desk.roll.set_loop(True, 0, 4 * Q)
    x = desk.roll.stage.time.x
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(4 * Q)) + 2, 8), QPoint(round(x(6 * Q)), 8))
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(2 * Q)), 8), QPoint(round(x(3 * Q)), 8))
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(2 * Q)), 8), QPoint(round(x(3 * Q)), 8), CTRL)
    assert loops == [(True, 0, 6 * Q), (True, Q, 5 * Q), (True, 2 * Q, 3 * Q)]


def test_a_loop_that_is_off_is_not_in_the_way_of_a_new_one(desk: Desk) -> None:
    loops: list[tuple[bool, int, int]] = []
    desk.roll.loopRequested.connect(lambda *args: loops.append(args))
    desk.roll.set_loop(False, 0, 4 * Q)
    x = desk.roll.stage.time.x
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(Q)), 8), QPoint(round(x(3 * Q)), 8))
    assert loops == [(True, Q, 3 * Q)]


def test_shift_and_a_pull_set_the_punch_region_and_its_ends_can_be_pulled(desk: Desk) -> None:
    regions: list[tuple[int, int]] = []
    desk.roll.punchRequested.connect(lambda *args: regions.append(args))
    x, hand = desk.roll.stage.time.x, Hand(desk.roll.timeline.ruler)
    hand.drag(QPoint(round(x(Q)), 8), QPoint(round(x(3 * Q)), 8), SHIFT)
    desk.roll.set_recording(False, (Q, 3 * Q))
    hand.drag(QPoint(round(x(3 * Q)) + 2, 8), QPoint(round(x(5 * Q)), 8))
    assert regions == [(Q, 3 * Q), (Q, 5 * Q)]
    hand.press(QPoint(round(x(Q)), 8))
    hand.move(QPoint(round(x(2 * Q)), 8))
    assert desk.roll.stage.punch == (2 * Q, 3 * Q)
    assert desk.roll.cancel()
    assert desk.roll.stage.punch == (Q, 3 * Q)
    assert len(regions) == 2


def test_escape_leaves_the_loop_as_it_was(desk: Desk) -> None:
    loops: list[object] = []
    desk.roll.loopRequested.connect(lambda *args: loops.append(args))
    hand = Hand(desk.roll.timeline.ruler)
    hand.press(QPoint(100, 8))
    hand.move(QPoint(300, 8))
    assert desk.roll.cancel()
    assert desk.roll.stage.draft_loop is None
    assert not loops


def test_the_take_bracket_chooses_a_part(desk: Desk) -> None:
    chosen: list[tuple[int, int]] = []
    desk.roll.takeRangeChosen.connect(lambda *args: chosen.append(args))
    desk.roll.set_take(take_of(desk))
    x, low = desk.roll.stage.time.x, desk.roll.timeline.ruler.height() - 4
    Hand(desk.roll.timeline.ruler).drag(QPoint(round(x(9 * Q)), low), QPoint(round(x(7 * Q)), low))
    assert chosen == [(5 * Q, 7 * Q)]
    assert desk.roll.take_range == (5 * Q, 7 * Q)


def test_a_band_over_ghosts_chooses_a_part(desk: Desk) -> None:
    chosen: list[tuple[int, int]] = []
    desk.roll.takeRangeChosen.connect(lambda *args: chosen.append(args))
    desk.roll.set_take(take_of(desk))
    desk.hand.drag(desk.place(6 * Q - 50, 82), desk.place(7 * Q + 100, 70))
    assert chosen == [(5 * Q, 8 * Q)]


def test_another_take_has_no_chosen_part(desk: Desk) -> None:
    desk.roll.set_take(take_of(desk))
    desk.roll.set_take_range(5 * Q, 6 * Q)
    desk.roll.set_take(replace(take_of(desk), id="another"))
    assert desk.roll.take_range is None


def take_of(desk: Desk) -> Take:
    """Four quarters from tick 4800 on."""
    notes = tuple(Note((5 + i) * Q, Q, 74 + i, 80) for i in range(4))
    return Take("t", 1, desk.roll.active_track, 5 * Q, 9 * Q, 9 * Q, notes)


# -- keys, sections --------------------------------------------------------------------------------------------------


def test_the_keyboard_sounds(desk: Desk) -> None:
    ended: list[bool] = []
    desk.roll.previewEnded.connect(lambda: ended.append(True))
    y = desk.roll.stage.pitch.y
    Hand(desk.roll.keys).drag(QPoint(20, y(72) + 5), QPoint(20, y(70) + 5))
    assert desk.heard == [72, 71, 70]
    assert ended
    assert not desk.labels


def test_sections_are_hidden_until_there_are_some(desk: Desk) -> None:
    assert not desk.roll.timeline.sections.isVisible()
    desk.roll.set_score(replace(desk.score, sections=(Section(0, "A"), Section(BAR, "B"))))
    assert desk.roll.timeline.sections.isVisible()


# -- chords ----------------------------------------------------------------------------------------------------------


def chord_place(desk: Desk, tick: int) -> QPoint:
    return QPoint(round(desk.roll.stage.time.x(tick)) + 9, 12)


def write(desk: Desk, text: str) -> None:
    field = desk.roll.timeline.chords._field
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_chord_is_written_in_place(desk: Desk) -> None:
    Hand(desk.roll.timeline.chords).double_click(chord_place(desk, Q + 200))
    assert desk.roll.timeline.chords._field.isVisible()
    write(desk, "F#m7")
    assert [(s.tick, s.text) for s in desk.score.chords.symbols] == [(Q, "F#m7")]
    assert not desk.roll.timeline.chords._field.isVisible()


def test_what_is_no_chord_is_said_and_not_written(desk: Desk) -> None:
    hints: list[str] = []
    desk.roll.statusHint.connect(hints.append)
    desk.roll.timeline.chords.write(0)
    desk.roll.timeline.chords._field.setFocus()
    assert not desk.roll.timeline.chords.written("hello")
    assert any("not a chord" in words for words in hints)
    assert not desk.labels


def test_a_chord_moves_and_goes(desk: Desk) -> None:
    desk.score = edits.set_chord(desk.score, Q, "Am")
    desk.roll.set_score(desk.score)
    desk.roll.grab()
    Hand(desk.roll.timeline.chords).drag(chord_place(desk, Q), chord_place(desk, 3 * Q))
    assert [(s.tick, s.text) for s in desk.score.chords.symbols] == [(3 * Q, "Am")]
    desk.roll.delete()
    assert desk.score.chords.symbols == ()
    assert desk.labels == ["Move chord", "Remove chord"]


def test_tab_writes_the_chord(desk: Desk) -> None:
    desk.roll.timeline.chords.write(Q)
    desk.roll.timeline.chords._field.setText("Em")
    QTest.keyClick(desk.roll.timeline.chords._field, Qt.Key.Key_Tab)
    assert [s.text for s in desk.score.chords.symbols] == ["Em"]
    assert not desk.roll.selection


def test_escape_leaves_the_chord_field(desk: Desk) -> None:
    desk.roll.timeline.chords.write(0)
    desk.roll.timeline.chords._field.setText("G")
    QTest.keyClick(desk.roll.timeline.chords._field, Qt.Key.Key_Escape)
    assert not desk.roll.timeline.chords._field.isVisible()
    assert not desk.labels


# -- velocities ------------------------------------------------------------------------------------------------------


def head(desk: Desk, index: int) -> QPoint:
    note, lane = desk.score.tracks[0].notes[index], desk.roll.below.velocities
    return QPoint(round(desk.roll.stage.time.x(note.start_tick)) + 1, round(lane.y_of(note.velocity)))


def velocities(desk: Desk) -> list[int]:
    return [n.velocity for n in desk.score.tracks[0].notes]


def test_a_head_is_pulled(desk: Desk) -> None:
    Hand(desk.roll.below.velocities).drag(head(desk, 1), head(desk, 1) - QPoint(0, 20))
    assert velocities(desk)[1] > 100
    assert [velocities(desk)[i] for i in (0, 2, 3)] == [80, 80, 80]


def test_selected_heads_go_together(desk: Desk) -> None:
    desk.roll.select_all()
    Hand(desk.roll.below.velocities).drag(head(desk, 1), head(desk, 1) + QPoint(0, 20))
    assert len(set(velocities(desk))) == 1
    assert velocities(desk)[0] < 60


def test_a_line_across_the_lane_draws_a_ramp(desk: Desk) -> None:
    lane = desk.roll.below.velocities
    x = desk.roll.stage.time.x
    start = QPoint(round(x(Q)) - 20, round(lane.y_of(20)))
    end = QPoint(round(x(4 * Q)) + 20, round(lane.y_of(120)))
    hand = Hand(lane)
    hand.press(start)
    hand.move(end)
    hand.release(end)
    drawn = velocities(desk)
    assert drawn == sorted(drawn)
    assert drawn[0] < 40
    assert drawn[-1] > 100
    assert desk.labels == ["Change velocity"]


def test_a_ramp_touches_only_the_selection(desk: Desk) -> None:
    desk.roll.select_notes(frozenset({desk.score.tracks[0].notes[2].id}))
    x = desk.roll.stage.time.x
    Hand(desk.roll.below.velocities).drag(QPoint(round(x(Q)), 90), QPoint(round(x(5 * Q)), 90))
    assert [v == 80 for v in velocities(desk)] == [True, True, False, True]


def test_the_wheel_over_a_head_is_one_step(desk: Desk) -> None:
    hand = Hand(desk.roll.below.velocities)
    hand.wheel(head(desk, 0), 1)
    hand.wheel(head(desk, 0), 1)
    assert velocities(desk)[0] == 82
    assert len(set(desk.keys)) == 1
    assert desk.keys[0]


# -- following -------------------------------------------------------------------------------------------------------


def test_the_page_turns_while_playing(desk: Desk) -> None:
    stage = desk.roll.stage
    late = round(stage.time.tick(stage.width + 40))
    desk.roll.set_playhead(late, False)
    assert stage.time.scroll == 0
    desk.roll.set_playhead(late + 1, True)
    assert 0 <= stage.time.x(late) < stage.width / 4


def test_no_page_turns_without_following(desk: Desk) -> None:
    desk.roll.set_follow(False)
    desk.roll.set_playhead(round(desk.roll.stage.time.tick(desk.roll.stage.width + 40)), True)
    assert desk.roll.stage.time.scroll == 0


def test_who_looks_elsewhere_is_left_alone(desk: Desk) -> None:
    stage = desk.roll.stage
    desk.roll.set_playhead(100, True)
    desk.roll.scrolling.across.setValue(400)
    desk.roll.set_playhead(200, True)
    assert stage.time.scroll == 400
    desk.roll.set_playhead(round(stage.time.tick(50)), True)  # it comes by
    desk.roll.set_playhead(round(stage.time.tick(stage.width + 5)), True)
    assert stage.time.scroll > 400


def test_scroll_bars_know_the_song(desk: Desk) -> None:
    bars = desk.roll.scrolling
    assert bars.across.maximum() > 0
    desk.roll.stage.set_view(desk.roll.stage.time.scrolled(bars.across.maximum() + 999))
    assert bars.across.value() == desk.roll.stage.time.scroll
    bars.down.setValue(0)
    assert desk.roll.stage.pitch.pitch(0) == 127


def test_a_new_song_is_looked_at_from_its_beginning(desk: Desk) -> None:
    desk.view(first_tick=50 * BAR, top_pitch=127)
    desk.roll.set_score(Score(tracks=(make_track((0, Q, 40), (Q, Q, 45)),)))
    assert desk.roll.stage.time.scroll == 0
    assert 0 <= desk.roll.stage.pitch.y(40) < desk.roll.stage.height


def test_an_edit_does_not_move_the_view(desk: Desk) -> None:
    desk.view(first_tick=2 * BAR)
    view = (desk.roll.stage.time, desk.roll.stage.pitch)
    desk.roll.set_score(edits.set_title(desk.score, "other"))
    assert (desk.roll.stage.time, desk.roll.stage.pitch) == view


def test_drums_have_names(desk: Desk) -> None:
    drums = replace(make_track((0, Q, 38)), channel=9)
    desk.roll.set_score(Score(tracks=(drums,)))
    assert desk.roll.keys.name_of(38) == "Snare"
    assert desk.roll.keys.name_of(100) == "E7"
    desk.roll.set_score(desk.score)
    assert desk.roll.keys.name_of(38) == "D2"


# -- hints -----------------------------------------------------------------------------------------------------------


def hint_at(desk: Desk, at: QPoint) -> str:
    hints: list[str] = []
    desk.roll.statusHint.connect(hints.append)
    Hand(desk.roll.canvas).move(at)
    return hints[-1]


def test_the_status_line_says_what_a_touch_would_do(desk: Desk) -> None:
    assert hint_at(desk, desk.place(Q + 400, 72)).startswith("C5 · bar 1 beat 2 · velocity 80")
    assert "resize" in hint_at(desk, desk.place(2 * Q - 20, 72))
    assert desk.roll.canvas.cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert "pull to select" in hint_at(desk, desk.place(6 * Q, 80))
    desk.roll.set_tool("draw")
    assert "click to draw" in hint_at(desk, desk.place(6 * Q, 80))
    desk.roll.set_tool("erase")
    assert "erase" in hint_at(desk, desk.place(Q + 400, 72))
