"""What each control does to music, a few choices at a time."""

from __future__ import annotations

import numpy as np

from musegen_app.sampling.steering.catalog import control
from musegen_app.sampling.steering.moment import Choices, Sounded
from tests.sampling.moments import moment

EVEN = np.zeros(3)


def bent(name: str, value: float, choices: Choices, **other: object) -> list[float]:
    return control(name).bend(EVEN, value, moment(choices, **other)).tolist()


def test_density_likes_notes_that_begin_and_begin_soon() -> None:
    strikes, waits = Choices(strikes=np.array([1.0, 0.0, 0.0])), Choices(wait=np.array([0.25, 1.0, 4.0]))
    for choices in (strikes, waits):
        busy, sparse = bent("density", 1.0, choices), bent("density", -1.0, choices)
        assert busy[0] > busy[1] >= busy[2]
        assert sparse[0] < sparse[1] <= sparse[2]


def test_leaps_are_wide_intervals_and_a_repeated_note_is_none() -> None:
    choices = Choices(pitch=np.array([62.0, 64.0, 71.0]))
    line = [Sounded(0.0, 1.0, 62)]
    wide, narrow = bent("leaps", 1.0, choices, line=line), bent("leaps", -1.0, choices, line=line)
    assert wide[2] == max(wide)
    assert narrow[2] == min(narrow)
    assert narrow[1] > narrow[0]
    assert bent("leaps", 1.0, choices) == EVEN.tolist()  # there is no note before the first


def test_the_scale_lock_lets_no_foreign_note_in() -> None:
    choices = Choices(pitch=np.array([62.0, 63.0, np.nan]))
    assert bent("scale_lock", 1.0, choices) == [0.0, -np.inf, 0.0]
    assert 0.0 > bent("scale_lock", 0.5, choices)[1] > -1.0


def test_the_range_is_strict() -> None:
    choices = Choices(pitch=np.array([59.0, 60.0, np.nan]))
    assert bent("pitch_low", 60.0, choices) == [-np.inf, 0.0, 0.0]
    assert bent("pitch_high", 59.0, choices) == [0.0, -np.inf, 0.0]


def test_note_length_likes_long_notes() -> None:
    choices = Choices(length=np.array([0.25, 1.0, np.nan]))
    assert (
        bent("note_length", 1.0, choices)[1]
        > bent("note_length", 1.0, choices)[2]
        > bent("note_length", -1.0, choices)[1]
    )


def test_rhythmic_interest_likes_syncopations_and_changes() -> None:
    off_beat = {"place": 0.5, "time": 8.5, "line": [Sounded(8.0, 0.5, 62)]}
    held_over, even, late = bent("rhythmic_interest", 1.0, Choices(wait=np.array([1.0, 0.5, 2.0])), **off_beat)
    assert held_over > even
    assert late > even
    strikes = Choices(strikes=np.array([1.0, 0.0, 0.0]))
    assert bent("rhythmic_interest", 1.0, strikes, **off_beat)[0] > bent("rhythmic_interest", 1.0, strikes)[0]


def test_swing_is_long_and_short() -> None:
    straight, swung, dotted = bent("swing", 1.0, Choices(wait=np.array([1 / 2, 2 / 3, 3 / 4])))
    assert swung > dotted > 0 > straight
    assert bent("swing", 1.0, Choices(wait=np.array([0.5, 1.0, 1.5])), beat=1.5) == EVEN.tolist()  # 6/8 has no halves
    assert bent("swing", 1.0, Choices(wait=np.array([1 / 2, 2 / 3, 3 / 4])), beat=2.0)[1] == swung  # in minims, too
    late, plain, soon = bent("swing", 1.0, Choices(early=np.array([-0.1, 0.0, 0.1])), place=1.5)
    assert late > plain > soon


def test_height_leans_to_high_notes() -> None:
    low, middle, high = bent("height", 1.0, Choices(pitch=np.array([55.0, 66.0, 80.0])))
    assert low < middle < high


def test_polyphony_counts_notes_at_once_and_dynamics_their_force() -> None:
    one, four, _ = bent("polyphony", -1.0, Choices(voices=np.array([1.0, 4.0, np.nan])))
    assert one > four
    soft, loud, _ = bent("dynamics", 1.0, Choices(velocity=np.array([30.0, 110.0, np.nan])))
    assert loud > soft


def test_tension_is_outside_the_chord_or_far_from_the_tonic() -> None:
    choices = Choices(pitch=np.array([62.0, 64.0, 63.0]))  # D, E, D#
    root, in_key, foreign = bent("tension", 1.0, choices, chord=frozenset({2, 6, 9}))
    assert root < in_key < foreign
    root, in_key, foreign = bent("tension", -1.0, choices)
    assert root > in_key > foreign
    assert bent("tension", 1.0, choices, key=None) == EVEN.tolist()


def test_repetition_likes_what_stood_a_bar_ago() -> None:
    line = [Sounded(4.0, 1.0, 62), Sounded(5.0, 1.0, 64)]
    again, other, _ = bent("repetition", 1.0, Choices(pitch=np.array([62.0, 64.0, np.nan])), line=line)
    assert again > other
    new, old, _ = bent("repetition", -1.0, Choices(wait=np.array([0.5, 1.0, np.nan])), line=line)
    assert new > old
    strikes = Choices(strikes=np.array([1.0, 0.0, 0.0]))
    assert bent("repetition", 1.0, strikes, line=line)[0] > 0 > bent("repetition", 1.0, strikes, line=line, time=8.5)[0]
    assert bent("repetition", 1.0, strikes) == EVEN.tolist()  # nothing has been heard


def test_chord_adherence_is_strict_on_the_beat() -> None:
    choices = Choices(pitch=np.array([62.0, 64.0, np.nan]))
    chord = frozenset({2, 6, 9})
    assert bent("chord_adherence", 1.0, choices, chord=chord) == [0.0, -np.inf, 0.0]
    assert -2.0 < bent("chord_adherence", 1.0, choices, chord=chord, place=0.25)[1] < 0.0
    assert bent("chord_adherence", 1.0, choices) == EVEN.tolist()


def test_a_cadence_brings_the_tonic_on_a_strong_beat() -> None:
    last_bar = {"section_left": 2.0, "ends": True, "place": 2.0}
    tonic, other, _ = bent("cadence", 1.0, Choices(pitch=np.array([62.0, 64.0, np.nan])), length=2.0, **last_bar)
    assert tonic > other
    lasts, moves, _ = bent("cadence", 1.0, Choices(wait=np.array([2.0, 0.5, np.nan])), **last_bar)
    assert lasts > moves
    weak, strong, _ = bent(
        "cadence", 1.0, Choices(wait=np.array([0.5, 1.0, np.nan])), section_left=3.0, ends=True, place=1.0
    )
    assert strong > weak
    assert bent("cadence", 1.0, Choices(pitch=np.array([62.0, 64.0, 66.0])), section_left=2.0) == EVEN.tolist()
    over, into, _ = bent(
        "cadence", 1.0, Choices(wait=np.array([6.0, 5.0, np.nan])), section_left=7.0, ends=True, place=1.0
    )
    assert over < into == 0.0  # in the bar before
    assert bent("cadence", 1.0, Choices(strikes=np.array([1.0, 0.0, 0.0])), **last_bar)[0] > 0
    strikes, arrived = Choices(strikes=np.array([1.0, 0.0, 0.0])), [Sounded(8.0, 1.0, 62)]
    waltz = {"bar": 3.0, "place": 1.0, "time": 9.0, "section_left": 2.0, "ends": True, "line": arrived}
    assert bent("cadence", 1.0, strikes, **waltz)[0] < 0  # it rests there
    assert bent("cadence", 1.0, strikes, **{**waltz, "bar": 4.0, "section_left": 3.0}) == EVEN.tolist()  # one to come


def test_a_leap_is_resolved_by_a_step_back() -> None:
    line = [Sounded(6.0, 1.0, 62), Sounded(7.0, 1.0, 69)]
    back, on, far = bent("resolve_leaps", 1.0, Choices(pitch=np.array([67.0, 71.0, 60.0])), line=line)
    assert back > far > on
    step = [Sounded(6.0, 1.0, 67), Sounded(7.0, 1.0, 69)]
    assert bent("resolve_leaps", 1.0, Choices(pitch=np.array([67.0, 71.0, 60.0])), line=step) == EVEN.tolist()


def test_parallel_fifths_are_avoided_but_not_held_ones() -> None:
    choices = Choices(pitch=np.array([69.0, 71.0, 67.0]))
    line = [Sounded(7.0, 1.0, 67)]
    parallel = bent("avoid_parallels", 1.0, choices, line=line, others=[(60, 62)])
    assert parallel[0] < parallel[1] == parallel[2] == 0.0
    assert bent("avoid_parallels", 1.0, choices, line=line, others=[(60, 60)]) == EVEN.tolist()


def test_repeats_are_avoided_the_more_the_longer_they_last() -> None:
    choices = Choices(pitch=np.array([62.0, 64.0, np.nan]))
    once, often = [Sounded(7.0, 1.0, 62)], [Sounded(float(i), 1.0, 62) for i in range(3)]
    assert 0 > bent("avoid_repeats", 1.0, choices, line=once)[0] > bent("avoid_repeats", 1.0, choices, line=often)[0]


def test_the_loose_range_makes_far_notes_unlikely() -> None:
    far, near, inside = bent("loose_low", 60.0, Choices(pitch=np.array([50.0, 58.0, 61.0])))
    assert far < near < inside == 0.0
    inside, near, far = bent("loose_high", 60.0, Choices(pitch=np.array([59.0, 62.0, 70.0])))
    assert far < near < inside == 0.0
