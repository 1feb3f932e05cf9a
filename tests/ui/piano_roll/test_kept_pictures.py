"""Pictures that were moved along with the view and mended in places are the same, pixel by pixel, as fresh ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from musegen_app.score import edits
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Note, Origin, OriginKind, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.ui.piano_roll.kept_picture import KeptPicture
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.painters import crowd
from musegen_app.ui.piano_roll.transform import PitchAxis
from tests.fakes.roll_desk import Desk, Q

pytestmark = pytest.mark.qt
assert crowd  # from here on `shapes.is_crowd` means it
BARS = 40
TRACE = 8  # of 255: a smoothed corner of a note that the edge of the view cuts off comes out a little different
KINDS = (Origin(), Origin(OriginKind.GENERATED, "n", 1, "t"), Origin(OriginKind.PLAYED), Origin(OriginKind.IMPORTED))


def song(dice: random.Random, count: int, others: int) -> Score:
    tracks = [Track(f"T{i}").with_notes(some_notes(dice, n)) for i, n in enumerate((count, others, others))]
    meter = MeterMap((MeterChange(0), MeterChange(9 * 4 * Q, 6, 8), MeterChange(9 * 4 * Q + 15 * 3 * Q, 5, 4)))
    keys = (KeyChange(0, Key(2)), KeyChange(10 * 4 * Q, Key(5)))
    return Score(tracks=tuple(tracks), meter=meter, keys=keys)


def some_notes(dice: random.Random, count: int) -> list[Note]:
    return [
        Note(
            dice.randrange(BARS * 4 * Q),
            dice.choice((30, 120, 240, Q, 3 * Q)),
            dice.randrange(40, 90),
            dice.randrange(1, 128),
            origin=dice.choice(KINDS),
            locked=dice.random() < 0.2,
            muted=dice.random() < 0.2,
        )
        for _ in range(count)
    ]


def pixels(lane: Lane) -> NDArray[np.int16]:
    image = lane.grab().toImage()
    seen = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return seen[:, : 4 * image.width()].astype(np.int16)


def assert_as_fresh(desk: Desk, step: str) -> None:
    for lane in desk.roll.lanes:
        if lane.isHidden() or lane is desk.roll.minimap:  # the overview of a long song follows a little later
            continue
        kept = pixels(lane)
        lane.refresh()
        wrong = np.argwhere(abs(kept - pixels(lane)) > TRACE)
        assert not len(wrong), f"{type(lane).__name__} after {step}: from {wrong.min(axis=0)} to {wrong.max(axis=0)}"


class Hands:
    """Whatever may be done to a roll, at random."""

    def __init__(self, desk: Desk, dice: random.Random) -> None:
        self.desk, self.dice = desk, dice
        stage = desk.roll.stage
        self.deeds: dict[str, Callable[[], object]] = {
            "pan": lambda: stage.set_view(time=stage.time.scrolled(stage.time.scroll + dice.randrange(-150, 200))),
            "up or down": lambda: stage.set_view(pitch=self._risen()),
            "both": lambda: stage.set_view(stage.time.scrolled(stage.time.scroll + dice.randrange(9)), self._risen()),
            "jump": lambda: stage.set_view(time=stage.time.scrolled(dice.randrange(6000))),
            "zoom": lambda: stage.set_view(time=stage.time.zoomed(dice.choice((0.2, 0.8, 1.3, 4)), 300)),
            "higher rows": lambda: stage.set_view(pitch=stage.pitch.zoomed(dice.randrange(5, 30), 200, stage.height)),
            "select": self._select,
            "move": lambda: self._edit(edits.move_notes(self._score, self._track, self._some(), 200, 1)),
            "remove": lambda: self._edit(edits.remove_notes(self._score, self._track, self._some())),
            "louder": lambda: self._edit(edits.set_velocity(self._score, self._track, self._some(), 100)),
            "begin a drag": lambda: stage.show_draft(
                edits.move_notes(self._score, self._track, self._some(), dice.randrange(900), -1)
            ),
            "end a drag": stage.drop_draft,
            "loop": lambda: desk.roll.set_loop(True, 0, dice.randrange(1, 20) * Q),
            "another track": lambda: desk.roll.set_active_track(dice.choice(self._score.tracks).id),
            "mute": self._mute,
        }

    def one(self) -> str:
        """Do something, and mostly look at it. What it was."""
        name = self.dice.choice(list(self.deeds))
        self.deeds[name]()
        for lane in self.desk.roll.lanes if self.dice.random() < 0.6 else ():
            lane.grab()
        return name

    @property
    def _score(self) -> Score:
        return self.desk.roll.stage.score

    @property
    def _track(self) -> int:
        return self.desk.roll.stage.track_id

    def _risen(self) -> PitchAxis:
        stage = self.desk.roll.stage
        return stage.pitch.scrolled(stage.pitch.scroll + self.dice.randrange(-60, 60), stage.height)

    def _some(self) -> list[int]:
        notes = self.desk.roll.stage.index.notes
        return [n.id for n in self.dice.sample(notes, min(len(notes), self.dice.choice((1, 3, 30))))]

    def _select(self) -> None:
        self.desk.roll.select_notes(frozenset(self._some()))

    def _edit(self, score: Score) -> None:
        self.desk.roll.set_score(score)

    def _mute(self) -> None:
        first, *rest = self._score.tracks
        self._edit(replace(self._score, tracks=(first, *(replace(t, mute=not t.mute) for t in rest))))


@pytest.mark.parametrize(("count", "others"), [(60, 20), (900, 0), (4000, 600)])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_done_the_pictures_are_those_painted_afresh(
    desk: Desk, count: int, others: int, seed: int
) -> None:
    dice = random.Random(seed)
    desk.roll.set_score(song(dice, count, others))
    desk.view()
    hands = Hands(desk, dice)
    for _ in range(30):
        done = [hands.one() for _ in range(dice.choice((1, 1, 1, 3)))]
        assert_as_fresh(desk, ", ".join(done))


def test_scrolling_paints_only_what_comes_into_sight(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas, stage = desk.roll.canvas, desk.roll.stage
    stage.set_view(time=stage.time.scrolled(1000))
    canvas.grab()
    painted: list[QRect] = []
    paint = canvas.paint_base

    def watched(painter: QPainter, clip: QRect) -> None:
        painted.append(clip)
        paint(painter, clip)

    monkeypatch.setattr(canvas, "paint_base", watched)
    stage.set_view(time=stage.time.scrolled(1040))
    canvas.grab()
    assert painted == [QRect(canvas.width() - 41, 0, 41, canvas.height())]
    stage.set_view(time=stage.time.scrolled(1030), pitch=stage.pitch.scrolled(stage.pitch.scroll + 7, stage.height))
    canvas.grab()
    assert sum(rect.width() * rect.height() for rect in painted[1:]) <= 11 * canvas.height() + 8 * canvas.width()


def test_a_picture_without_room_needs_no_paint() -> None:
    kept = KeptPicture()
    assert kept.prepare(QSize(100, 0), 1.0, "view", QPoint(), slides=True) == []
    assert kept.prepare(QSize(100, 50), 1.0, "view", QPoint(), slides=True) == [QRect(0, 0, 100, 50)]
    assert kept.prepare(QSize(100, 50), 1.0, "view", QPoint(), slides=True) == []


def test_a_place_that_is_out_of_date_moves_with_the_view_until_it_is_painted() -> None:
    kept = KeptPicture()
    kept.prepare(QSize(100, 50), 1.0, "view", QPoint(200, 0), slides=True)
    kept.spoil(QRect(40, 10, 5, 5), QPoint(210, 0))  # told when the view had been scrolled, not the picture
    assert QRect(40, 10, 5, 5) in kept.prepare(QSize(100, 50), 1.0, "view", QPoint(210, 0), slides=True)
