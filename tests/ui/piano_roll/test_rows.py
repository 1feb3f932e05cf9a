"""A folded roll: which pitches have rows, and where the others are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.gm import USUAL_KIT
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Track
from musegen_app.ui.piano_roll.rows import RowChoice, rows_of
from musegen_app.ui.piano_roll.transform import PitchAxis
from tests.fakes.roll_desk import Desk, Q, make_track

D_MAJOR = Key(2)
SOME_ROWS = st.sets(st.integers(0, 127), min_size=1).map(lambda pitches: tuple(sorted(pitches)))


@given(rows=SOME_ROWS, row=st.integers(5, 40), scroll=st.integers(0, 400))
def test_every_row_is_found_again(rows: tuple[int, ...], row: int, scroll: int) -> None:
    axis = PitchAxis(row, scroll, rows)
    for pitch in rows:
        assert axis.pitch(axis.y(pitch)) == pitch
        assert axis.pitch(axis.y(pitch) + row - 1) == pitch
        assert axis.has(pitch)


@given(rows=SOME_ROWS, pitch=st.integers(0, 127), by=st.integers(-130, 130))
def test_steps_go_from_row_to_row(rows: tuple[int, ...], pitch: int, by: int) -> None:
    axis = PitchAxis(18, 0, rows)
    there = axis.stepped(pitch, by)
    if by:
        assert there in rows
        beyond = (there < pitch) if by > 0 else (there > pitch)
        assert not beyond or there in (rows[0], rows[-1])
    else:
        assert there == pitch


def test_a_step_is_one_row() -> None:
    axis = PitchAxis(18, 0, (60, 62, 64, 69))
    assert [axis.stepped(62, n) for n in (-2, -1, 0, 1, 2, 3)] == [60, 60, 62, 64, 69, 69]
    assert (axis.stepped(61, 1), axis.stepped(61, -1)) == (62, 60)


def test_a_pitch_without_a_row_lies_between_its_neighbours() -> None:
    axis = PitchAxis(20, 0, (60, 62, 64))
    assert axis.y(62) < axis.y(61) < axis.y(60)
    assert not axis.has(61)


def test_no_note_is_out_of_reach() -> None:
    scale = rows_of("scale", frozenset({61}), D_MAJOR)
    assert scale is not None
    assert 61 in scale
    assert 60 not in scale
    assert rows_of("used", frozenset({61, 40}), None) == (40, 61)
    assert set(rows_of("drums", frozenset({80}), None) or ()) == USUAL_KIT | {80}


def test_nothing_to_fold_to_means_all_rows() -> None:
    assert rows_of("scale", frozenset({61}), None) is None
    assert rows_of("used", frozenset(), None) is None


def test_drum_tracks_have_rows_of_their_own() -> None:
    choice = RowChoice()
    melody, drums = make_track((0, Q, 72)), Track("Drums", 9)
    choice.choose("used", melody)
    assert choice.of(melody, (), None) == (72,)
    assert choice.of(drums, (), None) == tuple(sorted(USUAL_KIT))
    choice.choose("scale", drums)  # means nothing there
    assert choice.of(drums, (), D_MAJOR) is None
    assert choice.of(melody, (), None) == (72,)


@pytest.mark.qt
def test_the_roll_folds_to_the_scale_and_back(desk: Desk) -> None:
    desk.roll.set_score(replace(desk.score, keys=(KeyChange(0, D_MAJOR),)))
    stage = desk.roll.stage
    stage.set_rows("scale")
    assert stage.rows_mode == "scale"
    assert stage.pitch.rows is not None
    assert 72 in stage.pitch.rows  # C is outside D major, but a note is there
    assert 70 not in stage.pitch.rows
    desk.hand.click(desk.place(Q + 300, 72))
    assert len(stage.selection) == 1
    stage.set_rows("all")
    assert stage.pitch.rows is None


@pytest.mark.qt
def test_another_key_has_other_rows(desk: Desk) -> None:
    far = 400 * Q
    desk.roll.set_score(replace(desk.score, keys=(KeyChange(0, D_MAJOR), KeyChange(far, Key(3)))))
    stage = desk.roll.stage
    stage.set_rows("scale")
    assert not stage.pitch.has(63)
    stage.set_view(time=stage.time.scrolled(stage.time.x(far + 40 * Q) + stage.time.scroll))
    assert stage.pitch.has(63)


@pytest.mark.qt
def test_a_new_note_gets_its_row(desk: Desk) -> None:
    stage = desk.roll.stage
    stage.set_rows("used")
    assert stage.pitch.rows == (72, 74, 76, 77)
    desk.roll.select_all()
    desk.roll.transpose(1)
    assert stage.pitch.rows == (73, 75, 77, 78)
