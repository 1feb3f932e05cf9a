"""Velocities below the notes: curves, straight lines, chords, numbers, and who wrote a note by shape."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from musegen_app.score.model import Note, Origin, OriginKind, Score, Track
from musegen_app.ui.piano_roll.painters.shapes import is_crowd
from musegen_app.ui.piano_roll.velocity_lane import VelocityLane
from tests.fakes.roll_desk import NONE, SHIFT, Desk, Hand, Q

pytestmark = pytest.mark.qt
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def lane(desk: Desk) -> VelocityLane:
    return desk.roll.below.velocities


def at(desk: Desk, tick: float, velocity: int) -> QPoint:
    lane = desk.roll.below.velocities
    return QPoint(round(desk.roll.stage.time.x(tick)) + 1, round(lane.y_of(velocity)))


def velocities(desk: Desk) -> list[int]:
    return [n.velocity for n in desk.score.tracks[0].notes]


def show(desk: Desk, *notes: Note) -> None:
    desk.score = Score(tracks=(replace(desk.score.tracks[0]).with_notes(notes),))
    desk.roll.set_score(desk.score)
    desk.view()


@pytest.mark.parametrize(("keys", "button"), [(SHIFT, LEFT), (NONE, RIGHT)])
def test_a_straight_line(desk: Desk, lane: VelocityLane, keys: Qt.KeyboardModifier, button: Qt.MouseButton) -> None:
    Hand(lane).drag(at(desk, Q, 20), at(desk, 4 * Q, 110), keys, button)
    assert velocities(desk) == pytest.approx([20, 50, 80, 110], abs=2)
    assert desk.labels == ["Change velocity"]


def test_a_note_that_the_line_has_left_is_as_it_was(desk: Desk, lane: VelocityLane) -> None:
    hand = Hand(lane)
    hand.press(at(desk, Q, 20), SHIFT)
    hand.move(at(desk, 4 * Q, 20), SHIFT)
    hand.move(at(desk, 2 * Q, 20), SHIFT)
    hand.release(at(desk, 2 * Q, 20), SHIFT)
    assert velocities(desk) == [pytest.approx(20, abs=2), pytest.approx(20, abs=2), 80, 80]


def test_a_line_over_a_selection_leaves_the_others(desk: Desk, lane: VelocityLane) -> None:
    notes = desk.score.tracks[0].notes
    desk.roll.select_notes(frozenset({notes[1].id, notes[2].id}))
    Hand(lane).drag(at(desk, Q, 30), at(desk, 4 * Q, 30), SHIFT)
    assert velocities(desk) == [80, pytest.approx(30, abs=2), pytest.approx(30, abs=2), 80]
    assert desk.roll.selection == {notes[1].id, notes[2].id}


def test_escape_leaves_a_line_without_a_trace(desk: Desk, lane: VelocityLane) -> None:
    hand = Hand(lane)
    hand.press(at(desk, Q, 20), SHIFT)
    hand.move(at(desk, 4 * Q, 20), SHIFT)
    assert desk.roll.cancel()
    hand.release(at(desk, 4 * Q, 20), SHIFT)
    assert velocities(desk) == [80] * 4
    assert not desk.labels


def test_of_a_chord_the_selected_note_is_pulled(desk: Desk, lane: VelocityLane) -> None:
    show(desk, *(Note(Q, Q, p, 80) for p in (60, 64, 67)))
    chosen = desk.score.tracks[0].notes[1]
    desk.roll.select_notes(frozenset({chosen.id}))
    Hand(lane).drag(at(desk, Q, 80), at(desk, Q, 110))
    assert velocities(desk) == [80, pytest.approx(110, abs=2), 80]


def test_of_a_chord_the_note_under_the_pointer_is_named_and_pulled(desk: Desk, lane: VelocityLane) -> None:
    show(desk, *(Note(Q, Q, p, v) for p, v in ((60, 40), (64, 70), (67, 100))))
    said: list[str] = []
    desk.roll.statusHint.connect(said.append)
    hand = Hand(lane)
    hand.move(at(desk, Q, 70))
    assert said[-1].startswith("E4")
    assert lane.hovered == desk.score.tracks[0].notes[1]
    hand.drag(at(desk, Q, 70), at(desk, Q, 50))
    assert velocities(desk) == [40, pytest.approx(50, abs=2), 100]


def test_a_clicked_head_takes_a_number(desk: Desk, lane: VelocityLane) -> None:
    Hand(lane).click(at(desk, 2 * Q, 80))
    for key in (Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_Return):
        QTest.keyClick(desk.roll.canvas, key)
    assert velocities(desk) == [80, 45, 80, 80]


def test_the_wheel_over_a_selected_stick_moves_the_selection(desk: Desk, lane: VelocityLane) -> None:
    notes = desk.score.tracks[0].notes
    desk.roll.select_notes(frozenset(n.id for n in notes[:2]))
    hand = Hand(lane)
    hand.wheel(at(desk, Q, 80), -1)
    hand.wheel(at(desk, Q, 79), -1)
    assert velocities(desk) == [78, 78, 80, 80]
    assert len(set(desk.keys)) == 1


def test_a_locked_note_stays(desk: Desk, lane: VelocityLane) -> None:
    show(desk, Note(Q, Q, 60, 80, locked=True), Note(2 * Q, Q, 60, 80))
    Hand(lane).drag(at(desk, Q - 300, 20), at(desk, 3 * Q, 20))
    assert velocities(desk) == [80, pytest.approx(20, abs=2)]


def test_heads_tell_who_wrote_a_note_and_whether_it_is_heard(desk: Desk, lane: VelocityLane) -> None:
    """By shape: with one and the same colour for all, drawn, generated and muted heads still differ."""
    pictures = []
    generated = Origin(OriginKind.GENERATED, "folk-lstm")
    for note in (Note(Q, Q, 60), Note(Q, Q, 60, origin=generated), Note(Q, Q, 60, muted=True)):
        show(desk, replace(note, velocity=60))
        box = QRect(at(desk, Q, 60) - QPoint(6, 6), at(desk, Q, 60) + QPoint(6, 6))
        pictures.append(shape_of(lane.grab(box).toImage(), desk))
    drawn, by_net, muted = pictures
    assert drawn != by_net
    assert drawn != muted
    assert by_net != muted


def test_hundreds_of_heads_still_tell_it(desk: Desk, lane: VelocityLane) -> None:
    import musegen_app.ui.piano_roll.painters.crowd  # noqa: F401  then more than 200 are a crowd

    generated = Origin(OriginKind.GENERATED, "folk-lstm")
    others = [Note(2 * Q + 24 * i, 100, 60, 20) for i in range(290)]
    shapes_seen = set()
    for note in (Note(Q, Q, 60), Note(Q, Q, 60, origin=generated), Note(Q, Q, 60, muted=True)):
        show(desk, replace(note, velocity=60), *others)
        assert is_crowd(290)
        box = QRect(at(desk, Q, 60) - QPoint(6, 6), at(desk, Q, 60) + QPoint(6, 4))
        shapes_seen.add(tuple(shape_of(lane.grab(box).toImage(), desk)))
    assert len(shapes_seen) == 3


def shape_of(image: QImage, desk: Desk) -> list[bool]:
    """Where the picture is not the ground: shape without colour."""
    ground = desk.roll.stage.theme.ground
    return [image.pixelColor(x, y).name() != ground for y in range(image.height()) for x in range(image.width())]


def test_a_lane_of_another_height_keeps_its_scale(desk: Desk, lane: VelocityLane) -> None:
    lane.setFixedHeight(220)
    desk.roll.layout().activate()
    assert lane.y_of(127) == pytest.approx(10)
    assert lane.y_of(0) == pytest.approx(210)
    Hand(lane).drag(at(desk, Q, 80), at(desk, Q, 100))
    assert velocities(desk)[0] == pytest.approx(100, abs=1)


def test_a_track_without_notes_takes_no_harm(desk: Desk, lane: VelocityLane) -> None:
    desk.score = Score(tracks=(Track("Empty"),))
    desk.roll.set_score(desk.score)
    Hand(lane).drag(QPoint(20, 20), QPoint(200, 60))
    Hand(lane).drag(QPoint(20, 20), QPoint(200, 60), SHIFT)
    assert not desk.labels
