"""The strips above the notes: sections, flags, tempo and chords, by mouse and by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import Score
from musegen_app.score.time import TempoChange, TempoMap
from musegen_app.score.timeline_edits import markers
from musegen_app.ui.piano_roll.flags_lane import kind_of
from musegen_app.ui.piano_roll.lane_field import LaneField
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Desk, Hand, Q

pytestmark = pytest.mark.qt
BAR = 4 * Q


@pytest.fixture
def song(desk: Desk) -> Desk:
    """Three sections of a bar each, a marker, a metre, two keys, two tempi and two chords."""
    score = desk.score
    for tick, label in ((0, "A"), (BAR, "B"), (2 * BAR, "C")):
        score = edits.set_section(score, tick, label)
    score = edits.set_key(edits.set_marker(score, 2 * BAR, "Verse"), 0, Key(2))
    score = edits.set_tempo(edits.set_tempo(score, 0, 120), BAR, 100)
    score = edits.set_chord(edits.set_chord(score, 0, "Am"), BAR, "G")
    return show(desk, edits.set_meter(score, 2 * BAR, 3, 4))


def show(desk: Desk, score: Score) -> Desk:
    desk.score = score
    desk.roll.set_score(score)
    desk.roll.timeline.show("tempo", True)
    desk.view()
    desk.roll.grab()
    return desk


def at(desk: Desk, tick: float, y: int = 10, dx: int = 0) -> QPoint:
    return QPoint(round(desk.roll.stage.time.x(tick)) + dx, y)


def type_in(field: LaneField, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    assert field.isVisible()
    field.selectAll()
    QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, key)


def choose(lane: SignLane, words: str) -> None:
    """Carry out an entry of the menu that is open."""
    found = [a for a in lane.menu.actions() if words in a.text()]
    assert len(found) == 1, [a.text() for a in lane.menu.actions()]
    action: QAction = found[0]
    lane.menu.close()
    action.trigger()


def starts(desk: Desk) -> list[tuple[int, str]]:
    return [(s.start_tick, s.label) for s in desk.score.sections]


# -- sections --------------------------------------------------------------------------------------------------------


def test_a_click_on_a_section_goes_there_and_picks_it(song: Desk) -> None:
    sought: list[int] = []
    song.roll.seekRequested.connect(sought.append)
    Hand(song.roll.timeline.sections).click(at(song, BAR + 900))
    assert sought == [BAR]
    assert song.roll.stage.picked == ("section", BAR)
    assert not song.labels


def test_a_double_click_names_a_section(song: Desk) -> None:
    lane = song.roll.timeline.sections
    Hand(lane).double_click(at(song, BAR + 900))
    type_in(lane.field, "A'")
    assert starts(song) == [(0, "A"), (BAR, "A'"), (2 * BAR, "C")]
    assert song.labels == ["Name section"]
    assert not lane.field.isVisible()


def test_a_double_click_on_the_empty_strip_begins_a_section_at_the_bar(desk: Desk) -> None:
    desk.roll.timeline.show("sections", True)
    lane = desk.roll.timeline.sections
    Hand(lane).double_click(at(desk, BAR + 900))
    type_in(lane.field, "Intro")
    assert starts(desk) == [(BAR, "Intro")]


def test_a_boundary_is_pulled(song: Desk) -> None:
    hand = Hand(song.roll.timeline.sections)
    hand.drag(at(song, BAR, dx=1), at(song, BAR + 2 * Q, dx=1))
    assert starts(song) == [(0, "A"), (BAR + 2 * Q, "B"), (2 * BAR, "C")]
    assert song.labels == ["Move section"]
    assert song.roll.stage.picked == ("section", BAR + 2 * Q)


def test_the_body_of_a_section_is_pulled_with_both_ends(song: Desk) -> None:
    Hand(song.roll.timeline.sections).drag(at(song, BAR + 900), at(song, BAR + 900 + Q))
    assert starts(song) == [(0, "A"), (BAR + Q, "B"), (2 * BAR + Q, "C")]
    assert song.labels == ["Move section"]


def test_escape_and_a_lost_focus_leave_a_section_where_it_was(song: Desk) -> None:
    lane, hand = song.roll.timeline.sections, Hand(song.roll.timeline.sections)
    for end in (lambda: QTest.keyClick(lane, Qt.Key.Key_Escape), song.roll.canvas.focus_lost.emit):
        hand.press(at(song, BAR + 900))
        hand.move(at(song, BAR + 900 + Q))
        assert song.roll.stage.draft is not None
        end()
        assert song.roll.stage.draft is None
        hand.release(at(song, BAR + 900 + Q))
        assert not song.labels


def test_the_menu_of_a_section(song: Desk) -> None:
    loops: list[tuple[bool, int, int]] = []
    song.roll.loopRequested.connect(lambda *args: loops.append(args))
    lane = song.roll.timeline.sections
    right = Qt.MouseButton.RightButton

    def open_at(tick: int) -> None:
        Hand(lane).click(at(song, tick), button=right)

    open_at(BAR + 900)
    choose(lane, "Loop")
    assert loops == [(True, BAR, 2 * BAR)]
    open_at(500)
    choose(lane, "Select its notes")
    assert {n.start_tick for n in song.roll.stage.selected_notes()} == {Q, 2 * Q, 3 * Q}
    open_at(500)
    choose(lane, "Duplicate")
    assert starts(song) == [(0, "A"), (BAR, "A'"), (2 * BAR, "B"), (3 * BAR, "C")]
    open_at(500)
    choose(lane, "Remove")
    assert starts(song)[0] == (BAR, "A'")
    assert song.labels == ["Duplicate section", "Remove section"]


def test_a_locked_note_refuses_the_copy_with_a_sentence(song: Desk) -> None:
    hints: list[str] = []
    song.roll.statusHint.connect(hints.append)
    note = song.score.tracks[0].notes[-1]
    show(song, edits.lock_notes(song.score, song.roll.active_track, {note.id}, True))
    lane = song.roll.timeline.sections
    Hand(lane).click(at(song, 500), button=Qt.MouseButton.RightButton)
    choose(lane, "Duplicate")
    assert not song.labels
    assert "locked note" in hints[-1]


# -- flags -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("6/8", "meter"),
        ("D dorian", "key"),
        ("a minor", "key"),
        ("Bb maj", "key"),
        ("A", "marker"),
        ("Bridge", "marker"),
    ],
)
def test_what_is_typed_tells_what_it_is(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_double_click_writes_markers_metres_and_keys(song: Desk) -> None:
    lane, hand = song.roll.timeline.flags, Hand(song.roll.timeline.flags)
    for tick, text in ((BAR, "Here"), (3 * Q * 3 + 2 * BAR, "6/8"), (2 * BAR + 3 * Q, "D dorian")):
        hand.double_click(at(song, tick, dx=-40 if text == "Here" else 3))
        type_in(lane.field, text)
    assert "Here" in [m.text for m in markers(song.score)]
    assert [(c.numerator, c.denominator) for c in song.score.meter.changes] == [(4, 4), (3, 4), (6, 8)]
    assert song.score.keys[-1] == KeyChange(2 * BAR + 3 * Q, Key(2, Mode.DORIAN))
    assert song.labels == ["Set marker", "Set metre", "Set key"]


def test_a_marker_is_pulled_renamed_and_emptied(song: Desk) -> None:
    lane = song.roll.timeline.flags
    place = next(box.center().toPoint() for box, sign in lane._boxes if sign.text == "Verse")
    Hand(lane).drag(place, place - QPoint(round(0.1 * 2 * Q), 0))
    assert [(m.tick, m.text) for m in markers(song.score)] == [(2 * BAR - 2 * Q, "Verse")]
    song.roll.grab()
    Hand(lane).double_click(at(song, 2 * BAR - 2 * Q, dx=12))
    type_in(lane.field, "6/8")
    assert [m.text for m in markers(song.score)] == ["6/8"], "a marker that is renamed stays a marker"
    song.roll.grab()
    Hand(lane).double_click(at(song, 2 * BAR - 2 * Q, dx=12))
    type_in(lane.field, "")
    assert markers(song.score) == ()
    assert song.labels == ["Move marker", "Set marker", "Remove marker"]


def test_a_metre_is_pulled_to_a_bar_line(song: Desk) -> None:
    lane = song.roll.timeline.flags
    Hand(lane).drag(at(song, 2 * BAR, dx=5), at(song, BAR + 200, dx=5))
    assert [c.tick for c in song.score.meter.changes] == [0, BAR]
    assert song.labels == ["Move metre"]


def test_the_first_metre_stays_and_says_so(song: Desk) -> None:
    hints: list[str] = []
    song.roll.statusHint.connect(hints.append)
    lane = song.roll.timeline.flags
    lane.pick(lane.sign_of("meter", 0))
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert not song.labels
    assert "not removed" in hints[-1]


def test_what_makes_no_sense_is_refused(song: Desk) -> None:
    lane = song.roll.timeline.flags
    lane.write(lane.sign_of("meter", BAR))
    lane.field.setFocus()
    lane.field.setText("6/7")
    assert lane.typed(lane.sign_of("meter", BAR)).take("6/7") is False
    assert not song.labels


def test_the_strip_of_flags_unfolds_when_there_is_something_on_it(desk: Desk) -> None:
    lane = desk.roll.timeline.flags
    assert lane.isHidden()
    show(desk, edits.set_key(desk.score, 0, Key(2)))
    assert lane.isHidden(), "the key at the beginning stands at the top of the window"
    show(desk, edits.set_marker(desk.score, BAR, "Here"))
    assert not lane.isHidden()


# -- tempo -----------------------------------------------------------------------------------------------------------


def tempi(desk: Desk) -> list[tuple[int, float]]:
    return [(c.tick, round(c.bpm, 1)) for c in desk.score.tempo.changes]


def test_a_step_of_the_tempo_is_pulled_up(song: Desk) -> None:
    lane = song.roll.timeline.tempo
    Hand(lane).drag(at(song, BAR, 30, 1), at(song, BAR, 10, 1))
    assert tempi(song) == [(0, 120.0), (BAR, 110.0)]
    assert song.labels == ["Set tempo"]


def test_with_shift_the_tempo_is_pulled_by_tenths(song: Desk) -> None:
    Hand(song.roll.timeline.tempo).drag(at(song, BAR, 30, 1), at(song, BAR, 25, 1), SHIFT)
    assert tempi(song)[1] == (BAR, 100.5)


def test_a_step_of_the_tempo_is_pulled_sideways(song: Desk) -> None:
    Hand(song.roll.timeline.tempo).drag(at(song, BAR, 30, 1), at(song, BAR + Q, 28, 1))
    assert tempi(song) == [(0, 120.0), (BAR + Q, 100.0)]
    assert song.labels == ["Move tempo"]


def test_the_first_step_only_goes_up_and_down(song: Desk) -> None:
    Hand(song.roll.timeline.tempo).drag(at(song, 0, 20, 2), at(song, 2 * Q, 20, 2))
    assert [t for t, _ in tempi(song)] == [0, BAR]
    assert not song.labels


def test_a_tempo_is_typed(song: Desk) -> None:
    lane = song.roll.timeline.tempo
    Hand(lane).double_click(at(song, 2 * BAR, 48))
    type_in(lane.field, "132.5")
    assert tempi(song)[-1] == (2 * BAR, 132.5)
    Hand(lane).double_click(at(song, BAR, 30, 1))
    type_in(lane.field, "")
    assert tempi(song) == [(0, 120.0), (2 * BAR, 132.5)]


def test_keys_on_the_tempo(song: Desk) -> None:
    lane = song.roll.timeline.tempo
    lane.pick(lane.signs()[1])
    QTest.keyClick(lane, Qt.Key.Key_Up)
    QTest.keyClick(lane, Qt.Key.Key_Up)
    QTest.keyClick(lane, Qt.Key.Key_Down, SHIFT)
    assert tempi(song)[1] == (BAR, 101.9)
    assert len(set(song.keys)) == 1, "a row of presses is one step"


# -- chords ----------------------------------------------------------------------------------------------------------


def chords(desk: Desk) -> list[tuple[float, str]]:
    return [(s.tick / Q, s.text) for s in desk.score.chords.symbols]


@pytest.mark.parametrize("held", [ALT, CTRL])
def test_a_chord_is_copied(song: Desk, held: Qt.KeyboardModifier) -> None:
    Hand(song.roll.timeline.chords).drag(at(song, 0, dx=12), at(song, 2 * Q, dx=12), held)
    assert chords(song) == [(0, "Am"), (2, "Am"), (4, "G")]
    assert song.labels == ["Copy chord"]


def test_the_boundary_between_two_chords_is_pulled(song: Desk) -> None:
    Hand(song.roll.timeline.chords).drag(at(song, BAR, dx=-2), at(song, 2 * Q, dx=-2))
    assert chords(song) == [(0, "Am"), (2, "G")]
    Hand(song.roll.timeline.chords).drag(at(song, 2 * Q, dx=-2), at(song, -4 * Q, dx=-2))
    assert [name for _, name in chords(song)] == ["Am", "G"], "a chord is never pulled over the one before"
    assert song.labels == ["Length of chord", "Length of chord"]


def test_tab_goes_on_to_the_next_place(song: Desk) -> None:
    lane = song.roll.timeline.chords
    lane.write(0)
    type_in(lane.field, "Dm", Qt.Key.Key_Tab)
    assert lane.field.isVisible()
    assert lane.field.text() == "G"
    type_in(lane.field, "E7", Qt.Key.Key_Tab)
    type_in(lane.field, "F")
    assert chords(song) == [(0, "Dm"), (4, "E7"), (8, "F")]


def test_a_line_of_chords(song: Desk) -> None:
    lane = song.roll.timeline.chords
    lane.write_line(0)
    assert lane.field.text() == "| Am | G |"
    type_in(lane.field, "| Am7 | D7 G | C |")
    assert chords(song) == [(0, "Am7"), (4, "D7"), (6, "G"), (8, "C")]
    assert song.labels == ["Write chords"]
    lane.write_line(0)
    type_in(lane.field, "C")
    assert chords(song) == [(0, "C")], "what is no longer in the line is gone"


def test_the_wrong_word_of_a_line_is_selected(song: Desk) -> None:
    hints: list[str] = []
    song.roll.statusHint.connect(hints.append)
    lane = song.roll.timeline.chords
    lane.write_line(BAR)
    type_in(lane.field, "C Hm G")
    assert not song.labels
    assert "“Hm” is not a chord" in hints[-1]
    if lane.field.hasFocus():
        assert lane.field.selectedText() == "Hm"


# -- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sections", "flags", "tempo", "chords"])
def test_arrows_walk_enter_types_and_delete_removes(song: Desk, name: str) -> None:
    lane = song.roll.timeline.lane(name)
    signs = list(lane.signs())
    QTest.keyClick(lane, Qt.Key.Key_Right)
    assert lane.picked == signs[0]
    QTest.keyClick(lane, Qt.Key.Key_Tab)
    assert lane.picked == signs[1]
    QTest.keyClick(lane, Qt.Key.Key_Left)
    QTest.keyClick(lane, Qt.Key.Key_Left)
    assert lane.picked == signs[0]
    for _ in signs:
        QTest.keyClick(lane, Qt.Key.Key_Right)
    assert lane.picked == signs[-1]
    QTest.keyClick(lane, Qt.Key.Key_Return)
    assert lane.field.isVisible()
    assert lane.field.text() == signs[-1].text
    QTest.keyClick(lane.field, Qt.Key.Key_Escape)
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert list(lane.signs()) == signs[:-1]
    assert len(song.labels) == 1


def test_shift_and_arrows_move_in_one_step(song: Desk) -> None:
    lane = song.roll.timeline.chords
    lane.pick(lane.signs()[1])
    for _ in range(3):
        QTest.keyClick(lane, Qt.Key.Key_Right, SHIFT)
    assert chords(song) == [(0, "Am"), (4.75, "G")]
    assert len(set(song.keys)) == 1
    lane.pick(lane.signs()[0])
    QTest.keyClick(lane, Qt.Key.Key_Right, SHIFT)
    assert len(set(song.keys)) == 2, "another sign is another step"


def test_a_sign_that_stops_at_its_limit_stays_picked(song: Desk) -> None:
    """A tempo cannot stand where the first one does, a section not on its neighbour, a metre not beside a bar line."""
    song.roll.set_snap("bar")
    for name, place in (("tempo", 1), ("sections", 1), ("flags", 2)):
        lane = song.roll.timeline.lane(name)
        sign = lane.signs()[place]
        lane.pick(sign)
        for _ in range(2):
            QTest.keyClick(lane, Qt.Key.Key_Left, SHIFT)
            assert lane.picked is not None, f"{name}: nothing is picked any more"
            assert lane.picked.text == sign.text
    assert [c.tick for c in song.score.tempo.changes] == [0, 1]


def test_a_metre_that_was_pulled_to_a_bar_line_stays_picked(song: Desk) -> None:
    lane = song.roll.timeline.flags
    Hand(lane).drag(at(song, 2 * BAR, dx=5), at(song, BAR + 200, dx=5))
    assert lane.picked == Sign("meter", BAR, "3/4")


def test_a_section_may_begin_with_any_letter(song: Desk) -> None:
    show(song, edits.set_section(song.score, 0, "\u00df"))  # two letters when it is written large
    assert song.roll.timeline.sections.sign_at(5) == Sign("section", 0, "\u00df")


def test_enter_without_a_sign_writes_at_the_playhead(song: Desk) -> None:
    lane = song.roll.timeline.chords
    song.roll.set_playhead(2 * Q + 100, False)
    QTest.keyClick(lane, Qt.Key.Key_Return)
    type_in(lane.field, "D7")
    assert (2, "D7") in chords(song)


def test_the_menu_key_opens_the_menu_of_what_is_picked(song: Desk) -> None:
    lane = song.roll.timeline.chords
    lane.pick(Sign("chord", BAR, "G"))
    Hand(lane).click(at(song, BAR, dx=12), button=Qt.MouseButton.RightButton)
    choose(lane, "Remove")
    assert chords(song) == [(0, "Am")]


def test_new_music_cancels_a_pull(song: Desk) -> None:
    hand = Hand(song.roll.timeline.chords)
    hand.press(at(song, 0, dx=12))
    hand.move(at(song, 2 * Q, dx=12))
    song.roll.set_score(replace(song.score, title="Other"))
    hand.release(at(song, 2 * Q, dx=12))
    assert not song.labels
    assert song.roll.stage.draft is None


def test_an_error_while_painting_is_reported_and_ends_nothing(song: Desk, qtbot: QtBot) -> None:
    lane = song.roll.timeline.chords
    broken = lane.paint_base

    def fail(_painter: object, _clip: object) -> None:
        raise LookupError("a mistake")

    lane.paint_base = fail  # type: ignore[method-assign]
    lane.refresh()
    with qtbot.captureExceptions() as told:
        lane.grab()  # no error comes out of it: Qt is in the middle of a picture
    assert [(kind, str(error)) for kind, error, _trace in told] == [(LookupError, "a mistake")]
    lane.paint_base = broken  # type: ignore[method-assign]
    lane.refresh()
    assert not lane.grab().isNull()


def test_the_symbol_on_a_bar_line_goes_before_its_neighbour(desk: Desk) -> None:
    """Where there is room for one of them only."""
    lane = desk.roll.timeline.chords
    show(desk, edits.set_chord(edits.set_chord(desk.score, 3 * Q + 900, "F#m7"), BAR, "Bm7"))
    assert [sign.text for _, sign in lane._boxes] == ["Bm7"]


def test_a_window_that_loses_the_keyboard_cancels_a_pull(song: Desk) -> None:
    lane, hand = song.roll.timeline.tempo, Hand(song.roll.timeline.tempo)
    hand.press(at(song, BAR, 30, 1))
    hand.move(at(song, BAR, 10, 1))
    assert song.roll.stage.draft is not None
    QApplication.sendEvent(lane, QFocusEvent(QFocusEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    assert song.roll.stage.draft is None
    hand.release(at(song, BAR, 10, 1))
    assert tempi(song) == [(0, 120.0), (BAR, 100.0)]


@pytest.mark.parametrize("first", [0, 500, 700 * BAR, 3000 * BAR])
def test_only_what_is_in_sight_is_drawn(desk: Desk, first: int) -> None:
    score = desk.score
    symbols = edits.set_chord(Score(), 0, "Am").chords.symbols
    every = [replace(symbols[0], tick=bar * BAR) for bar in range(2000)]
    tempo = TempoMap(tuple(TempoChange(bar * BAR, 500_000 + bar) for bar in range(2000)))
    show(desk, replace(edits.write_chords(score, every, 0, 9**9), tempo=tempo))
    desk.view(first_tick=first)
    desk.roll.grab()
    lane, stage = desk.roll.timeline.chords, desk.roll.stage
    drawn = {sign.tick for _, sign in lane._boxes}
    seen = {s.tick for s in every if 0 <= stage.time.x(s.tick) <= lane.width()}
    assert seen <= drawn
    assert len(drawn) <= len(seen) + 2
    assert len(desk.roll.timeline.tempo._boxes) <= len(seen) + 2
