"""Crowds of notes look like a few: the pictures made by numpy beside what the painter draws note by note."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from musegen_app.score import edits
from musegen_app.score.model import Note, Origin, OriginKind, Score, Track
from musegen_app.ui.piano_roll.columns import Columns
from musegen_app.ui.piano_roll.painters import crowd, raster, shapes
from musegen_app.ui.piano_roll.painters.arrays import arrays_of
from musegen_app.ui.piano_roll.painters.raster import Window
from musegen_app.ui.theme import DARK
from tests.fakes.roll_desk import Desk, Q, make_track

assert crowd  # from here on `shapes.is_crowd` means it
GENERATED = Origin(OriginKind.GENERATED, "folk-lstm", 1, "t")


def some_notes(count: int, seed: int = 1) -> list[Note]:
    dice = random.Random(seed)
    return [
        Note(
            dice.randrange(20 * Q),
            dice.randrange(1, 2 * Q),
            dice.randrange(60, 84),
            dice.randrange(1, 128),
            origin=dice.choice((Origin(), GENERATED)),
            locked=dice.random() < 0.2,
            muted=dice.random() < 0.2,
        )
        for _ in range(count)
    ]


@given(seed=st.integers(0, 50), moved=st.integers(0, 40), gone=st.integers(0, 5))
def test_columns_after_an_edit_are_those_read_anew(seed: int, moved: int, gone: int) -> None:
    score = Score(tracks=(Track("T").with_notes(some_notes(60, seed)),))
    track = score.tracks[0]
    before = arrays_of(track.notes)
    edited = edits.move_notes(score, track.id, [n.id for n in track.notes[:moved]], 123, 1)
    edited = edits.remove_notes(edited, track.id, [n.id for n in track.notes[-gone:] if gone])
    after = arrays_of(edited.tracks[0].notes, before)
    assert (after.table == arrays_of(edited.tracks[0].notes).table).all()
    assert (after.latest == np.maximum.accumulate(after.table[1])).all() if len(after.notes) else True


def test_the_very_same_notes_are_not_read_again() -> None:
    notes = tuple(some_notes(10))
    known = arrays_of(notes)
    assert arrays_of(notes, known) is known


def window(scale: float, hit: int = 0) -> Window:
    lines = np.full(128, -1, np.int32)
    lines[60:84] = range(24)
    return Window(scale, 0, 400, lines, 24, 0, 2, hit)


def codes(notes: list[Note], look: Window) -> raster.Codes:
    table = arrays_of(tuple(notes)).table
    return raster.picture(raster.spans_of(table, raster.codes_of(table), look), look) & raster.THERE


def test_a_song_that_is_being_opened_leaves_the_columns_of_the_shown_one_alone() -> None:
    shown = Track(id=1).with_notes([Note(i * Q, Q, 60) for i in range(600)])
    opened = Track(id=1).with_notes([Note(i * Q, Q, 72) for i in range(600)])
    columns = Columns()
    table = columns.of(shown).table
    columns.prepare(opened)  # in a thread of its own
    assert set(table[2]) == {60}
    assert set(columns.of(opened).table[2]) == {72}
    assert set(columns.of(shown).table[2]) == {60}


def test_pixels_of_notes_are_inked_and_no_others() -> None:
    shown = codes([Note(100, 200, 60), Note(1000, 100, 70)], window(0.1))
    assert set(zip(*np.nonzero(shown), strict=True)) == {
        *((0, x) for x in range(10, 30)),
        *((10, x) for x in range(100, 110)),
    }


def test_notes_thinner_than_a_pixel_are_all_there() -> None:
    notes = [Note(i * 100, 10, 60 + i % 24) for i in range(240)]
    shown = codes(notes, window(0.01))
    assert {(n.pitch - 60, round(n.start_tick * 0.01)) for n in notes} == set(zip(*np.nonzero(shown), strict=True))


def test_more_thin_notes_on_a_pixel_are_stronger() -> None:
    table = arrays_of(tuple(Note(i, 10, 60 if i < 8 else 61, 1) for i in range(9))).table
    look = window(0.01)
    made = raster.picture(raster.spans_of(table, raster.codes_of(table), look), look) & raster.LEVEL
    assert made[0, 0] == raster.LEVEL
    assert made[1, 0] == 0


@given(notes=st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 9000), st.integers(0, 127)), max_size=30))
def test_notes_outside_the_view_do_no_harm(notes: list[tuple[int, int, int]]) -> None:
    made = [Note(*n) for n in notes]
    for look in (window(0.1), replace(window(0.1, hit=9), scroll=300)):
        with_a_row = [n for n in made if look.lines[n.pitch] >= 0]
        assert np.array_equal(codes(made, look), codes(with_a_row, look))


# -- on the real roll ------------------------------------------------------------------------------------------------


def alike(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> float:
    """Of the pixels that notes are on, the share that is the same note by note and as a crowd."""
    one_by_one, crowded = (drawn(desk, monkeypatch, now) for now in (False, True))
    desk.roll.set_score(Score(tracks=(Track("T"),)))
    desk.roll.stage.set_take(None, None)
    empty = drawn(desk, monkeypatch, False)
    noted = (differ(one_by_one, empty) > 20) | (differ(crowded, empty) > 20)
    assert noted.sum() > 2000
    return float((differ(one_by_one, crowded)[noted] < 40).mean())


def drawn(desk: Desk, monkeypatch: pytest.MonkeyPatch, as_crowd: bool) -> QImage:
    monkeypatch.setattr(shapes, "is_crowd", lambda count, few=0: as_crowd)
    desk.roll.canvas.refresh()
    return desk.roll.canvas.grab().toImage()


def differ(first: QImage, second: QImage) -> NDArray[np.int64]:
    """How far apart each pixel is."""
    a, b = (
        np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).astype(np.int64)
        for image in (first, second)
    )
    far: NDArray[np.int64] = np.abs(a - b).reshape(-1, 4)[:, :3].max(axis=1)
    return far


def plain(notes: list[Note]) -> list[Note]:
    return [replace(n, locked=False, muted=False) for n in notes]


@pytest.mark.qt
@pytest.mark.parametrize(("kind", "least"), [(plain, 0.9), (list, 0.75)])  # hatches are other ones
def test_a_crowd_looks_like_its_notes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: Callable[[list[Note]], list[Note]], least: float
) -> None:
    # one after the other in each row, so that what lies on top is no question
    notes = [replace(n, start_tick=i * 400, duration_ticks=300) for i, n in enumerate(some_notes(24))]
    desk.roll.set_score(Score(tracks=(Track("T").with_notes(kind(notes)),)))
    desk.roll.stage.show_names(False)
    desk.roll.select_notes(frozenset(n.id for n in notes[::4]))
    assert alike(desk, monkeypatch) > least


@pytest.mark.qt
def test_ghosts_of_a_crowd_lie_where_they_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_track(*((i * 2 * Q, Q, 70 + i) for i in range(5)), name="Bass")
    desk.roll.set_score(replace(desk.score, tracks=(*desk.score.tracks, other)))
    desk.view()
    assert alike(desk, monkeypatch) > 0.9


@pytest.mark.qt
def test_a_drag_lifts_notes_out_of_a_crowd(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "is_crowd", lambda count, few=0: True)
    ids = [n.id for n in desk.score.tracks[0].notes]
    desk.roll.set_score(edits.set_velocity(desk.score, desk.roll.active_track, ids, 127))
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(desk.place(6 * Q + 300, 80))
    image = desk.roll.canvas.grab().toImage()
    blue = QColor(DARK.tracks[0]).hue()
    assert image.pixelColor(desk.place(Q + 300, 72)).saturation() < 60
    assert abs(image.pixelColor(desk.place(6 * Q + 300, 80)).hue() - blue) < 20
    assert abs(image.pixelColor(desk.place(2 * Q + 300, 74)).hue() - blue) < 20
    desk.roll.cancel()


def test_a_muted_note_in_sight_strikes_no_other_one_out(desk: Desk) -> None:
    heard = [(i * Q // 12, Q // 2, 60 + i % 20, 127) for i in range(200)]
    track = Track("T").with_notes([Note(*values) for values in heard])
    desk.roll.set_score(Score(tracks=(track,)))
    desk.view()
    place = desk.place(2 * Q + 200, 64)
    column = [(place.x(), place.y() + down) for down in range(-4, 5)]
    before = [desk.roll.canvas.grab().toImage().pixel(*at) for at in column]
    silent = replace(track.notes[0], muted=True)
    desk.roll.set_score(Score(tracks=(replace(track, notes=(silent, *track.notes[1:])),)))
    assert [desk.roll.canvas.grab().toImage().pixel(*at) for at in column] == before
