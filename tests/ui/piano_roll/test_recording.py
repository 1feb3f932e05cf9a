"""What recording looks like in the roll, by counting pixels of a colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.ui.theme import DARK
from tests.fakes.roll_desk import Desk, Q
from tests.ui.piano_roll.test_painting import VIOLET, count, hue_like, near, picture

pytestmark = pytest.mark.qt
RED, GREEN = QColor(DARK.bad), QColor(DARK.ok)


def test_the_playhead_is_red_while_it_is_recorded(desk: Desk) -> None:
    desk.roll.set_playhead(2 * Q, True)
    assert count(picture(desk), near(GREEN)) > 500
    desk.roll.set_recording(True, None)
    assert count(picture(desk), near(GREEN)) == 0
    assert count(picture(desk), near(RED)) > 500
    assert count(desk.roll.timeline.ruler.grab().toImage(), near(RED)) > 10


def test_what_is_recorded_grows_with_a_red_outline(desk: Desk) -> None:
    desk.roll.set_growing((Note(6 * Q, Q // 2, 74),))
    short = count(picture(desk), near(RED))
    desk.roll.set_growing((Note(6 * Q, 2 * Q, 74),))
    long = count(picture(desk), near(RED))
    assert long > 1.5 * short > 0
    desk.roll.set_growing(())
    assert count(picture(desk), near(RED)) == 0


def test_the_punch_region_is_a_bracket_in_the_ruler(desk: Desk) -> None:
    ruler, time = desk.roll.timeline.ruler, desk.roll.stage.time
    assert count(ruler.grab().toImage(), near(RED)) == 0
    desk.roll.set_recording(False, (2 * Q, 6 * Q))
    seen = ruler.grab().toImage()
    left, right = round(time.x(2 * Q)), round(time.x(6 * Q))
    inside = QRect(left, 0, right - left, ruler.height())
    assert count(seen, near(RED), inside) == count(seen, near(RED)) > right - left
    desk.roll.set_recording(False, None)
    assert count(ruler.grab().toImage(), near(RED)) == 0


def test_a_note_out_of_sight_is_brought_into_sight_once(desk: Desk) -> None:
    stage = desk.roll.stage
    assert not 0 <= stage.pitch.y(30) < stage.height
    desk.roll.set_growing((Note(6 * Q, Q, 30),))
    assert 0 <= stage.pitch.y(30) < stage.height
    stage.set_view(pitch=stage.pitch.scrolled(0, stage.height))
    desk.roll.set_growing((Note(6 * Q, 2 * Q, 30),))
    assert not 0 <= stage.pitch.y(30) < stage.height


def test_a_played_take_has_the_colour_of_its_track(desk: Desk) -> None:
    take = Take("a", 1, desk.roll.active_track, 6 * Q, 8 * Q, 8 * Q, (Note(6 * Q, Q, 72, 100),), done=True)
    places = (desk.roll.canvas, desk.roll.below.velocities, desk.roll.timeline.ruler)
    desk.roll.set_take(take)
    assert all(count(p.grab().toImage(), hue_like(VIOLET)) > 0 for p in places)
    desk.roll.set_take(replace(take, id="b", controls=()))
    assert all(count(p.grab().toImage(), hue_like(VIOLET)) == 0 for p in places)
