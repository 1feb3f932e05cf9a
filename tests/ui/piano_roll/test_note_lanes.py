"""After an edit only what it changed is painted again. (That it looks the same: `test_kept_pictures.py`.)"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from musegen_app.score import edits
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlKind, Note, Score, Track
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import crowd
from tests.fakes.roll_desk import Desk, Q
from tests.ui.piano_roll.test_kept_pictures import assert_as_fresh

pytestmark = pytest.mark.qt
CC1 = (ControlKind.CONTROL, 1)
assert crowd  # from here on `shapes.is_crowd` means it


@pytest.fixture(params=[40, 3000], ids=["few", "crowd"])
def song(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """Notes all over the view, chords, a section and a controller lane."""
    dice = random.Random(3)
    notes = [Note(dice.randrange(16 * Q), 240, dice.randrange(55, 85), 80) for _ in range(request.param)]
    score = Score(tracks=(Track("A").with_notes(notes), Track("B").with_notes(notes[:9])))
    score = edits.set_chord(edits.set_section(edits.set_key(score, 0, Key(2)), 0, "A"), 0, "Am")
    desk.score = score
    desk.roll.set_score(score)
    for name in ("flags", "tempo"):
        desk.roll.timeline.show(name, True)
    desk.roll.below.open("cc1")
    desk.roll.resize(1000, 900)
    QApplication.processEvents()  # the strips have their places before anything is counted
    desk.view()
    for lane in desk.roll.lanes:
        lane.grab()
    return desk


@pytest.fixture
def painted(song: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], dict[str, float]]:
    """What share of each part of the roll is painted again when something is done."""
    parts: list[tuple[Lane, QRect]] = []
    for lane in song.roll.lanes:
        paint = lane.paint_base

        def spied(painter: QPainter, clip: QRect, lane: Lane = lane, paint: object = paint) -> None:
            parts.append((lane, QRect(clip)))
            paint(painter, clip)  # type: ignore[operator]

        monkeypatch.setattr(lane, "paint_base", spied)

    def after(deed: Callable[[], object]) -> dict[str, float]:
        parts.clear()
        deed()
        for lane in song.roll.lanes:
            if not lane.isHidden() and lane is not song.roll.minimap:
                lane.grab()
        found: dict[str, float] = {}
        for lane, clip in parts:
            name, share = type(lane).__name__, clip.width() * clip.height() / (lane.width() * lane.height())
            found[name] = found.get(name, 0.0) + share
        return found

    return after


Painted = Callable[[Callable[[], object]], dict[str, float]]


def note_in_sight(desk: Desk) -> Note:
    stage = desk.roll.stage
    seen = [n for n in stage.index.notes if 100 < stage.time.x(n.start_tick) < stage.width - 200]
    room = 3 * stage.pitch.row
    return next(n for n in seen if room < stage.pitch.y(n.pitch) < stage.height - room)


def test_where_nothing_has_changed_nothing_is_painted(song: Desk, painted: Painted) -> None:
    assert painted(lambda: [lane.update() for lane in song.roll.lanes]) == {}


def test_the_same_take_again_paints_nothing(song: Desk, painted: Painted) -> None:
    assert painted(lambda: song.roll.set_take(None)) == {}


def test_an_edit_of_one_note_paints_the_place_of_that_note(song: Desk, painted: Painted) -> None:
    roll, note = song.roll, note_in_sight(song)
    roll.select_notes(frozenset({note.id}))
    painted(lambda: None)
    for deed in (lambda: roll.transpose(1), lambda: roll.velocity(9), roll.delete):
        shares = painted(deed)
        assert set(shares) == {"Canvas", "VelocityLane"}
        assert shares["Canvas"] < 0.03
        assert shares["VelocityLane"] < 0.15
        assert_as_fresh(song, "an edit")


def test_a_drag_and_a_selection_paint_the_places_of_their_notes(song: Desk, painted: Painted) -> None:
    roll, note = song.roll, note_in_sight(song)
    shares = painted(lambda: roll.select_notes(frozenset({note.id})))
    assert set(shares) == {"Canvas", "VelocityLane"}
    assert shares["Canvas"] < 0.03
    moved = edits.move_notes(song.score, roll.active_track, {note.id}, Q, 1)
    shares = painted(lambda: roll.stage.show_draft(moved))
    assert set(shares) == {"Canvas", "VelocityLane"}
    assert shares["Canvas"] < 0.03
    assert_as_fresh(song, "a drag")
    roll.stage.drop_draft()
    assert_as_fresh(song, "the end of a drag")


@pytest.mark.parametrize(
    ("edit", "lanes"),
    [
        (lambda s: edits.set_chord(s, Q, "G7"), {"ChordLane"}),
        (lambda s: edits.set_tempo(s, Q, 90), {"TempoLane"}),
        (lambda s: edits.set_marker(s, Q, "Verse"), {"FlagsLane"}),
        (lambda s: edits.set_section(s, 8 * Q, "B"), {"SectionsLane"}),
        (lambda s: edits.set_volume(s, s.tracks[1].id, 5), set()),
        (lambda s: edits.set_control_values(s, s.tracks[0].id, CC1, {Q: 5}), {"ControllerLane"}),
        (lambda s: edits.set_mute(s, s.tracks[1].id, True), {"Canvas"}),
        (lambda s: edits.set_title(s, "Other"), set()),
    ],
)
def test_other_edits_paint_what_shows_them(
    song: Desk, painted: Painted, edit: Callable[[Score], Score], lanes: set[str]
) -> None:
    edited = edit(song.roll.stage.score)
    assert edited is not song.roll.stage.score
    shares = painted(lambda: song.roll.set_score(edited))
    assert lanes <= set(shares) <= lanes | ({"Canvas", "VelocityLane"} if "Canvas" in lanes else set())
    assert_as_fresh(song, "the edit")


def test_another_colour_of_the_track_is_seen(song: Desk, painted: Painted) -> None:
    score = song.roll.stage.score
    other = replace(score.tracks[0], colour=5)
    shares = painted(lambda: song.roll.set_score(score.with_track(other)))
    assert shares["Canvas"] == pytest.approx(1.0)
    assert_as_fresh(song, "another colour")
