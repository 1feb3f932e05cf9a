"""The keyboard in a controller lane, and whatever a hand may do in one."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, Qt

from musegen_app.score import edits
from musegen_app.score.control_values import limits
from tests.fakes.lane_bench import Bench, OpenLane
from tests.fakes.roll_desk import ALT, CTRL, SHIFT, Q

pytestmark = pytest.mark.qt
STEP = Q // 4
RIGHT = Qt.MouseButton.RightButton


# -- keys ------------------------------------------------------------------------------------------------------------


def test_keys_walk_move_and_remove(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (2 * Q, 40))
    bench.lane.setFocus()
    bench.key(Qt.Key.Key_Tab)
    assert bench.lane.picked == {Q}
    for _ in range(3):
        bench.key(Qt.Key.Key_Up)
    bench.key(Qt.Key.Key_Right)
    assert bench.points == [(Q + STEP, 23), (2 * Q, 40)]
    assert len(set(bench.desk.keys)) == 1, "held keys are one undo step"
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Down, SHIFT)
    assert bench.points[1] == (2 * Q, 30)
    assert len(set(bench.desk.keys)) == 2
    bench.key(Qt.Key.Key_5)
    bench.type("5")
    assert bench.points[1] == (2 * Q, 55)
    bench.key(Qt.Key.Key_Backspace)
    assert bench.points == [(Q + STEP, 23)]
    assert [n.pitch for n in bench.desk.score.tracks[0].notes] == [72, 74, 76, 77], "notes are left alone"


def test_keys_of_a_lane_without_a_picked_point_do_not_mean_the_notes(open_lane: OpenLane) -> None:
    bench = open_lane("cc1")
    said: list[str] = []
    bench.desk.roll.statusHint.connect(said.append)
    bench.desk.roll.select_all()
    bench.lane.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Left):
        bench.key(key)
        assert said[-1].startswith("Pick a point first")
    bench.key(Qt.Key.Key_X, CTRL)
    assert not bench.desk.labels


def test_insert_sets_a_point_at_the_playhead_and_escape_leaves(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20))
    bench.desk.roll.set_playhead(3 * Q, False)
    bench.lane.setFocus()
    bench.key(Qt.Key.Key_Insert)
    assert bench.points == [(Q, 20), (3 * Q, 20)]
    bench.key(Qt.Key.Key_Escape)
    assert not bench.lane.picked
    bench.key(Qt.Key.Key_Escape)
    assert bench.desk.roll.canvas.hasFocus()


def test_a_range_is_copied_to_the_playhead(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20), (Q + STEP, 40), (8 * Q, 90))
    bench.hand.drag(bench.at(Q - 200, 100), bench.at(2 * Q, 5))
    bench.key(Qt.Key.Key_C, CTRL)
    bench.desk.roll.set_playhead(4 * Q, False)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.points == [
        (Q, 20),
        (Q + STEP, 40),
        (4 * Q, 20),
        (4 * Q + STEP, 40),
        (4 * Q + 2 * STEP, 40),
        (8 * Q, 90),
    ]
    assert bench.desk.labels == ["Paste modulation"]


def test_what_was_recorded_is_there_after_undo_and_follows_the_track(open_lane: OpenLane) -> None:
    bench = open_lane("cc1", (Q, 20))
    before = bench.desk.score
    bench.hand.click(bench.at(Q, 20))
    bench.key(Qt.Key.Key_Delete)
    bench.desk.roll.set_score(before)
    assert bench.lane.points.points == ((Q, 20),)
    bench.desk.roll.set_score(edits.add_track(before))
    other = bench.desk.roll.stage.score.tracks[1].id
    bench.desk.roll.set_active_track(other)
    assert bench.lane.points.points == ()


@pytest.mark.parametrize("key", ["cc1", "cc64", "bend", "program"])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_hand_does_the_song_stays_in_order(open_lane: OpenLane, key: str, seed: int) -> None:
    dice = random.Random(seed)
    bench = open_lane(key, *((i * STEP, dice.randrange(127)) for i in range(6)))
    notes = bench.desk.score.tracks[0].notes
    for _ in range(40):
        do_something(bench, dice)
        assert bench.lane.stage.draft is None
        assert bench.lane.band is None
    low, high = limits(bench.lane.name)
    controls = bench.desk.score.tracks[0].controls
    assert list(controls) == sorted(controls, key=lambda c: c.tick)
    assert all(c.tick >= 0 and low <= c.value <= high for c in controls)
    assert bench.desk.score.tracks[0].notes == notes
    assert bench.lane.picked <= set(bench.lane.points.ticks)
    assert len(bench.desk.labels) > 3


def do_something(bench: Bench, dice: random.Random) -> None:
    def place() -> QPoint:
        return QPoint(dice.randrange(-40, bench.lane.width() + 40), dice.randrange(-20, 170))

    bench.desk.roll.set_tool(dice.choice(("draw", "select", "erase")))
    keys = dice.choice((SHIFT, CTRL, ALT, SHIFT | CTRL, *[Qt.KeyboardModifier.NoModifier] * 4))
    what = dice.randrange(6)
    if what == 0:
        bench.lane.setFocus()
        for _ in range(4):
            bench.key(
                dice.choice((Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Insert, Qt.Key.Key_Delete))
            )
    elif what == 1:
        bench.hand.press(place(), keys)
        bench.hand.move(place(), keys)
        bench.lane.cancel_gesture()
        bench.hand.release(place(), keys)
    elif what == 2:
        bench.lane.setFocus()
        bench.key(Qt.Key.Key_A, CTRL)
        bench.key(dice.choice((Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V)), CTRL)
    else:
        bench.hand.drag(place(), place(), keys, dice.choice((Qt.MouseButton.LeftButton, RIGHT)))
    if dice.random() < 0.2:
        bench.lane.grab()
