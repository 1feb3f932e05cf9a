"""A monkey at the mouse and the keys: nothing breaks, and the music stays music. (pytest-qt fails on exceptions.)"""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from musegen_app.score import edits
from musegen_app.score.chord_stamp import Stamp
from musegen_app.score.model import Section
from musegen_app.ui.piano_roll import keys, snap
from musegen_app.ui.piano_roll.groove import Groove
from musegen_app.ui.piano_roll.marks import Marks
from musegen_app.ui.piano_roll.rows import MODES
from musegen_app.ui.piano_roll.stage_state import TOOLS
from musegen_app.ui.piano_roll.view import RollView
from tests.fakes.roll_desk import ALT, CTRL, NONE, SHIFT, Desk, Hand, Q, make_track

pytestmark = [pytest.mark.qt, pytest.mark.slow]
HELD = (NONE, NONE, NONE, ALT, CTRL, SHIFT, CTRL | SHIFT)
LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
BUTTONS = (LEFT, LEFT, MIDDLE, RIGHT)
SHAPES: tuple[tuple[str, tuple[bool, ...]], ...] = (
    *(
        (name, ())
        for name in ("legato", "fill_gaps", "trim_overlaps", "reverse", "invert", "split", "join", "humanise")
    ),
    *((name, ()) for name in ("mute", "lock", "select_same_pitch", "select_in_loop", "select_muted")),
    *(("strum", (up,)) for up in (True, False)),
)


@pytest.mark.parametrize("seed", range(6))
def test_a_monkey_does_no_harm(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    other = make_track((0, 4 * Q, 60), name="Bass")
    score = type(desk.score)(tracks=(*desk.score.tracks, other), sections=(Section(0, "A"), Section(4 * Q, "B")))
    desk.score = edits.set_chord(score, 0, "Am")
    desk.roll.set_score(desk.score)
    desk.view()
    hands = [Hand(lane) for lane in desk.roll.lanes]
    for _ in range(200):
        turn(desk, dice, hands)
    desk.roll.cancel()
    check(desk)


def turn(desk: Desk, dice: random.Random, hands: list[Hand]) -> None:
    roll = desk.roll
    lane = dice.randrange(len(hands))
    widget, hand, held = roll.lanes[lane], hands[lane], dice.choice(HELD)

    def place() -> QPoint:
        return QPoint(dice.randrange(-30, widget.width() + 30), dice.randrange(-10, widget.height() + 10))

    kind = dice.randrange(11)
    if kind == 0:
        roll.set_tool(dice.choice(TOOLS))
        roll.set_snap(dice.choice(list(snap.SNAPS)))
    elif kind == 1:
        row = dice.choice(keys.TABLE)
        getattr(roll, row.method)(*row.arguments)
    elif kind == 2:
        hand.wheel(place(), dice.choice((-2, -1, 1, 2)), held)
    elif kind == 3:
        hand.press(place(), held, dice.choice(BUTTONS))
        hand.move(place(), held)
        QTest.keyClick(roll.canvas, Qt.Key.Key_Escape)
        hand.release(place())
    elif kind == 4:
        hand.double_click(place())
        roll.timeline.chords._field._close()
    elif kind == 5:
        roll.set_playhead(dice.randrange(20 * Q), dice.random() < 0.5)
        roll.set_active_track(dice.choice(desk.score.tracks).id)
    elif kind == 6:
        verb, arguments = dice.choice(SHAPES)
        getattr(roll.shapes, verb)(*arguments)
    elif kind == 7:
        held_tool(roll, hand, place(), place(), dice)
    elif kind == 8:
        stage = roll.stage
        stage.set_rows(dice.choice(MODES))
        stage.stamp = dice.choice(list(Stamp))
        stage.groove = Groove(
            dice.choice(("", "1/8", "1/4T")), dice.random(), 0.5 + dice.random() / 4, dice.random() < 0.5
        )
    else:
        hand.drag(place(), place(), held, dice.choice(BUTTONS))
    if dice.random() < 0.1:
        roll.grab()


def held_tool(roll: RollView, hand: Hand, start: QPoint, end: QPoint, dice: random.Random) -> None:
    """A tool's key goes down; the mouse does something; the key goes up, perhaps before the button."""
    key = dice.choice((Qt.Key.Key_B, Qt.Key.Key_E, Qt.Key.Key_J))
    QTest.keyPress(roll.canvas, key)
    hand.press(start)
    hand.move(end)
    if dice.random() < 0.5:
        QTest.keyRelease(roll.canvas, key)
        hand.release(end)
    else:
        hand.release(end)
        QTest.keyRelease(roll.canvas, key)
    assert roll.stage.holding == ""


def check(desk: Desk) -> None:
    """Everything in range and sorted, every id once."""
    ids = [n.id for t in desk.score.tracks for n in t.notes]
    assert len(ids) == len(set(ids))
    for track in desk.score.tracks:
        assert list(track.notes) == sorted(track.notes, key=lambda n: n.order)
        for note in track.notes:
            assert note.start_tick >= 0
            assert note.duration_ticks >= 1
            assert 0 <= note.pitch <= 127
            assert 1 <= note.velocity <= 127
    assert not desk.roll.is_dragging()
    stage = desk.roll.stage
    assert (stage.draft, stage.band, stage.marks, stage.holding) == (None, None, Marks(), "")
    assert desk.roll.stage.score is desk.score
