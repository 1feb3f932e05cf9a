"""The overview above the roll: the frame follows the view and moves it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score
from musegen_app.ui.theme import DARK, LIGHT
from tests.fakes.roll_desk import Desk, Hand, Q, make_track

pytestmark = pytest.mark.qt
BARS = 64


@pytest.fixture
def long(desk: Desk) -> Desk:
    """A note a bar."""
    desk.roll.set_score(Score(tracks=(make_track(*((i * 4 * Q, Q, 60 + i % 12) for i in range(BARS))),)))
    desk.view()
    return desk


def middle(desk: Desk) -> QPoint:
    frame = desk.roll.minimap.frame()
    return QPoint(round(frame.center().x()), round(frame.center().y()))


def test_the_frame_is_what_is_seen(long: Desk) -> None:
    overview, stage = long.roll.minimap, long.roll.stage
    stage.set_view(time=stage.time.fitted(8 * 4 * Q, 24 * 4 * Q, stage.width))
    frame = overview.frame()
    assert overview.tick(frame.left()) == pytest.approx(8 * 4 * Q, abs=overview.tick(1))
    assert overview.tick(frame.right()) == pytest.approx(24 * 4 * Q, abs=overview.tick(1))


def test_pulling_the_frame_scrolls(long: Desk) -> None:
    overview, stage = long.roll.minimap, long.roll.stage
    zoom = stage.time.pixels_per_tick
    start = middle(long)
    Hand(overview).drag(start, start + QPoint(200, 0))
    assert stage.time.tick(0) == pytest.approx(overview.tick(200), rel=0.02)
    assert stage.time.pixels_per_tick == zoom


def test_a_click_elsewhere_looks_there(long: Desk) -> None:
    overview, stage = long.roll.minimap, long.roll.stage
    Hand(overview).click(QPoint(overview.width() // 2, 10))
    assert stage.time.tick(stage.width / 2) == pytest.approx(overview.tick(overview.width() // 2), rel=0.02)


def test_pulling_an_edge_zooms_and_the_other_edge_stays(long: Desk) -> None:
    overview, stage = long.roll.minimap, long.roll.stage
    frame, before = overview.frame(), stage.time.pixels_per_tick
    edge = QPoint(round(frame.right()), 10)
    Hand(overview).drag(edge, edge + QPoint(round(frame.width()), 0))
    assert stage.time.pixels_per_tick == pytest.approx(before / 2, rel=0.1)
    assert stage.time.tick(0) == 0


def test_escape_puts_the_view_back(long: Desk) -> None:
    hand, before = Hand(long.roll.minimap), long.roll.stage.time
    start = middle(long)
    hand.press(start)
    hand.move(start + QPoint(150, 0))
    assert long.roll.stage.time != before
    assert long.roll.cancel()
    assert long.roll.stage.time == before


def test_the_wheel_zooms_around_the_middle(long: Desk) -> None:
    overview, stage = long.roll.minimap, long.roll.stage
    stage.set_view(time=stage.time.fitted(8 * 4 * Q, 24 * 4 * Q, stage.width))
    centre = stage.time.tick(stage.width / 2)
    Hand(overview).wheel(QPoint(5, 10), 2, Qt.KeyboardModifier.ControlModifier)
    assert stage.time.tick(stage.width / 2) == pytest.approx(centre, rel=0.01)


def test_scrolling_keeps_the_picture(long: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    overview = long.roll.minimap
    overview.grab()
    drawn: list[bool] = []
    monkeypatch.setattr(overview, "paint_base", lambda painter, clip: drawn.append(True))
    long.roll.zoom_in()
    overview.grab()
    assert not drawn
    overview.refresh()
    overview.grab()
    assert drawn


def test_a_take_behind_the_end_of_the_song_makes_room_for_itself(long: Desk) -> None:
    """The notes are drawn on the scale of the frame, or a click would look elsewhere."""
    overview, roll = long.roll.minimap, long.roll
    overview.grab()
    before = overview.place(BARS * 4 * Q)
    end = 2 * BARS * 4 * Q
    notes = (Note(BARS * 4 * Q, Q, 60, 90), Note(end - Q, Q, 60, 90))
    roll.set_take(Take("t", 1, roll.active_track, BARS * 4 * Q, end, end, notes, done=True))
    assert overview.place(BARS * 4 * Q) < before
    shown = overview.grab().toImage()
    roll.set_theme(LIGHT)
    roll.set_theme(DARK)  # everything is drawn again
    assert overview.grab().toImage() == shown
