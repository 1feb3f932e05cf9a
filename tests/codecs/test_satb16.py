"""Four voices on a grid: values and frames, columns step by step and at once, the lane."""

from __future__ import annotations

import numpy as np
import pytest

from musegen_app.codecs import satb16, satb16_features
from musegen_app.codecs.satb16 import HOLD, LOW, NO_PITCH, REST, SILENCE, VALUES, Frames, Known, SatbContext
from musegen_app.codecs.satb16_features import COLUMN_SIZES, MATCH_COPY, Tracker
from musegen_app.codecs.satb16_lane import CELL_SIZES, cells, last_known
from musegen_app.codecs.satb16_relations import FAMILIES, GIVEN, OFFSETS, given, relations


def music(seed: int = 0, steps: int = 48) -> Frames:
    """Random notes and rests; the second half is the first one again."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((steps // 2, 4)) < 0.6, HOLD, rng.integers(1, VALUES, (steps // 2, 4)))
    values[0] = [12, 10, 9, REST]
    return canonical(np.concatenate([values, values]))


def canonical(values: np.ndarray) -> Frames:
    frames = satb16.frames_of(values)
    again = (frames.pitches[1:] == SILENCE) & (frames.pitches[:-1] == SILENCE)
    frames.onsets[1:] &= ~again
    return frames


def test_values_and_frames_say_the_same() -> None:
    frames = music()
    again = satb16.frames_of(frames.values())
    assert (again.pitches == frames.pitches).all()
    assert (again.onsets == frames.onsets).all()
    assert frames.values()[0].tolist() == [12, 10, 9, REST]


def test_what_is_not_legal_never_happens() -> None:
    frames = music(3)
    before = np.concatenate([np.full((1, 4), NO_PITCH), frames.pitches[:-1]])
    mask = satb16.legal(before)
    assert np.take_along_axis(mask, frames.values()[..., None], 2).all()
    assert not mask[0, :, HOLD].any()
    assert not mask[1:, :, REST][frames.pitches[:-1] == SILENCE].any()


def test_columns_step_by_step_are_those_of_the_whole_piece() -> None:
    frames = music(1)
    context = SatbContext(16, 4, 7, True, 48, (20, 44))
    tracker, rows = Tracker(context), []
    for values in frames.values():
        rows.append(tracker.features())
        tracker.push(values)
    whole = satb16_features.columns(frames, context)
    assert (np.stack(rows) == whole).all()
    assert (whole >= 0).all()
    assert (whole < np.array(COLUMN_SIZES)).all()


def test_columns_of_moved_music() -> None:
    frames = music(1)
    frames = Frames(np.where(frames.pitches > 0, np.minimum(frames.pitches, LOW + 28), 0), frames.onsets)
    up = satb16_features.moved(satb16_features.heard(frames), 3)
    assert (up == satb16_features.heard(frames.moved(3))).all()


def test_the_second_time_the_match_knows_what_comes() -> None:
    frames = music(2)
    rows, values = satb16_features.heard(frames), frames.values()
    assert (rows[32:, MATCH_COPY] == 1 + values[32:]).all()


def test_a_copied_tracker_goes_its_own_way() -> None:
    frames, tracker = music(4), Tracker(SatbContext())
    for values in frames.values()[:30]:
        tracker.push(values)
    before, other = tracker.features(), tracker.copy()
    for values in frames.values()[:7]:
        other.push(values)
    assert (tracker.features() == before).all()
    assert tracker.position == 30


def test_room_is_how_far_music_can_be_moved() -> None:
    frames = Frames(np.array([[60, 60, 50, 40]]), np.ones((1, 4), bool))
    down, up = satb16.room(frames.pitches)
    assert (frames.moved(down).pitches >= LOW).all()
    assert (frames.moved(down - 1).pitches < LOW).any()
    assert (frames.moved(up).values() < VALUES).all()
    assert (frames.moved(up + 1).values() >= VALUES).any()


def test_lane_cells_end_with_the_last_known_one() -> None:
    frames = music(5)
    known = np.zeros((48, 4), bool)
    known[8:12, 2] = True
    fixed = Known.of(frames, known)
    rows = cells(fixed, SatbContext())
    assert last_known(fixed) == 12
    assert not rows[12:].any()
    assert rows[:12, 0].all()
    assert (rows < np.array(CELL_SIZES)).all()
    assert (fixed.values()[8:12, 2] == frames.values()[8:12, 2]).all()
    assert (fixed.values()[:8] == -1).all()
    assert last_known(Known.nothing(9)) == 0


@pytest.mark.parametrize("voice", range(4))
def test_relations_point_into_their_family(voice: int) -> None:
    rng = np.random.default_rng(voice)
    before = rng.integers(33, 80, (20, 4))
    before[:3] = NO_PITCH
    there = rng.random((20, 4)) < 0.5
    found = relations(voice, before, before, there, rng.integers(-1, 12, 20))
    sizes = np.array(FAMILIES)[:, None]
    assert ((found >= OFFSETS[:, None]) & (found < OFFSETS[:, None] + sizes)).all()


def test_relations_move_with_the_music() -> None:
    before = np.array([[60, 57, 52, 45]])
    there = np.array([[False, True, True, False]])
    low = relations(0, before, before, there, np.array([9]))
    high = relations(0, before + 2, before + 2, there, np.array([11]))
    assert (low[..., :-2] == high[..., 2:]).all()


def test_given_tells_held_from_begun() -> None:
    pitches, onsets = np.array([[60, 0, 50, 40]]), np.array([[True, True, False, False]])
    rows = given(pitches, onsets, np.array([[True, True, True, False]]))
    assert rows[0, 3] == 0
    assert len(set(rows[0].tolist())) == 4
    assert rows.max() < GIVEN


def test_parallels_are_seen_and_other_motion_is_not() -> None:
    before, now = np.array([[67, 60, 55, 48]]), np.array([[69, 62, 55, 50]])
    there = np.array([[False, True, False, True]])
    found = relations(0, before, now, there, np.array([-1]))[0] - OFFSETS[:, None]
    with_alto, with_tenor, with_bass = found[5], found[6], found[7]
    assert with_alto[69 - LOW[0]] == 7  # the fifth above the alto moves up with it
    assert with_bass[69 - LOW[0]] == 7
    assert with_alto[57 - LOW[0]] == FAMILIES[5] - 1  # to the same interval, but the other way
    assert (with_tenor == FAMILIES[6] - 1).all()  # not there yet
    assert found[8][69 - LOW[0]] - found[8][68 - LOW[0]] == 1
