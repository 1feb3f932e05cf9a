"""What Continue makes of a song's form: complete phrases are answered by new music, and the old comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.base.paths import shipped_models_dir, songs_dir
from musegen_app.codecs.lead_features import BACK_START, BACK_WIDTH
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.formats.catalog import read_any
from musegen_app.sampling.hearing import hear
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Hearing
from musegen_app.sampling.offline import continue_score
from musegen_app.sampling.plan import Plan, plan_continuation
from musegen_app.score.model import Score, Section, Track

BAR = 48


def plan_of(score: Score, bars: int) -> Plan:
    track = score.tracks[0]
    return plan_continuation(hear(score, track.id, 0, track.end_tick, Hearing()), bars)


def letters_of(score: Score, bars: int) -> list[tuple[int, str, int]]:
    return [(s.start // BAR, s.letter, s.repeat) for s in plan_of(score, bars).context.sections]


@pytest.fixture(scope="module")
def river() -> Score:
    """The demo: eight bars of 4/4 without a pickup or written sections."""
    return read_any(songs_dir() / "river_song.abc")


def test_eight_bars_are_answered_by_a_new_part_and_then_come_back(river: Score) -> None:
    assert letters_of(river, 24) == [(0, "A", 0), (8, "B", 0), (16, "A", 1), (24, "B", 1), (32, "", 0)]


def test_written_sections_are_kept_and_the_next_letter_follows(river: Score) -> None:
    named = replace(river, sections=(Section(0, "A"),))
    assert letters_of(named, 8) == [(0, "A", 0), (8, "B", 0), (16, "", 0)]
    drawn = replace(river, sections=(Section(0, "A"), Section(8 * BAR * 80, "A'")))
    assert letters_of(drawn, 8) == [(0, "A", 0), (8, "A", 1), (16, "", 0)]


def test_a_short_seed_is_one_phrase_of_unknown_letter(river: Score) -> None:
    melody = river.tracks[0]
    short = river.with_track(melody.with_notes([n for n in melody.notes if n.start_tick < 4 * 3840]))
    assert letters_of(short, 4) == [(0, "", 0), (8, "", 0)]


def test_a_long_tune_from_nothing_repeats_its_phrases_and_a_short_one_does_not() -> None:
    nothing = Score(tracks=(Track("Melody"),))
    tune = [(0, "A", 0), (8, "A", 1), (16, "B", 0), (24, "B", 1)]
    assert letters_of(nothing, 32) == [*tune, (32, "", 0)]
    assert letters_of(nothing, 40) == [*tune, (32, "C", 0), (40, "", 0)]
    assert letters_of(nothing, 16) == [(0, "A", 0), (8, "B", 0), (16, "", 0)]
    assert letters_of(nothing, 8) == [(0, "", 0), (8, "", 0)]
    assert letters_of(nothing, 160)[-2:] == [(152, "H", 1), (160, "", 0)]


def test_a_long_take_from_nothing_does_not_fall_asleep(folk: LoadedBundle) -> None:
    """Without a plan of sections the later half of 32 bars had two thirds of the notes of the first."""
    halves = [0, 0]
    for number in range(4):
        take = continue_score(folk, Score(tracks=(Track("Melody"),)), bars=32, rng_seed=number)
        for note in take.notes:
            halves[note.start_tick >= 16 * 3840] += 1
    assert halves[1] > 0.75 * halves[0]


def test_a_new_part_does_not_look_back_beyond_its_beginning(river: Score) -> None:
    plan = plan_of(river, 16)
    tracker = LeadTracker(plan.context)
    for event in plan.seed:
        tracker.push(event)
    assert tracker.position == 8 * BAR
    assert not tracker.features()[BACK_START : BACK_START + 4 * BACK_WIDTH].any()
    seeing = LeadTracker(replace(plan.context, fresh=frozenset()))
    seeing.restore(tracker.snapshot())
    assert seeing.features()[BACK_START : BACK_START + 4 * BACK_WIDTH].any()


@pytest.fixture(scope="module")
def folk() -> LoadedBundle:
    return open_bundle(str(shipped_models_dir() / "folk-lstm"))


@pytest.mark.slow
@pytest.mark.parametrize("song", ["river_song.abc", "auld_lang_syne.abc", "greensleeves.abc"])
def test_continue_writes_something_new_and_brings_the_beginning_back(folk: LoadedBundle, song: str) -> None:
    """Over eight takes: hardly any bar of the new part is one that stood eight bars before, many of its return are."""
    score = read_any(songs_dir() / song)
    bar = score.meter.at(0).bar_ticks
    start = score.tracks[0].end_tick
    new_shares, returns = [], []
    for seed in range(8):
        take = continue_score(folk, score, score.tracks[0].id, 16, rng_seed=seed)
        written = {(n.start_tick, n.pitch) for n in (*score.tracks[0].notes, *take.notes)}
        halfway = start + 8 * bar
        new = [n for n in take.notes if n.start_tick < halfway - bar // 2]
        back = [n for n in take.notes if n.start_tick >= halfway]
        new_shares.append(sum((n.start_tick - 8 * bar, n.pitch) in written for n in new) / len(new))
        returns.append(sum((n.start_tick - 16 * bar, n.pitch) in written for n in back) / len(back))
    assert sum(new_shares) / 8 < 0.35
    assert sum(returns) / 8 > sum(new_shares) / 8
