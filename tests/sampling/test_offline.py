"""Continuing in one call: golden notes, the same alone and in a batch, any seed, the document untouched."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, continue_score, generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from musegen_app.score.time import MeterChange, MeterMap
from tests.sampling.conftest import toy
from tests.waiting import finished

BAR = 4 * Q


def plain(take: Take) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in take.notes]


def digest(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def test_golden_take(tune: Score) -> None:
    """Changes only when the sampler, the codec or the controls change what they do."""
    take = continue_score(toy(), tune, 1, 4, rng_seed=7)
    assert plain(take)[:4] == [
        (7680, 960, 61, 96),
        (8640, 240, 60, 90),
        (8880, 480, 62, 90),
        (9360, 960, 63, 90),
    ]
    assert digest(plain(take)) == "0cdc5ec6ec9e5922"
    assert take.done
    assert (take.start_tick, take.end_tick) == (2 * BAR, 6 * BAR)


def test_a_take_is_the_same_alone_and_in_a_batch(tune: Score) -> None:
    bundle = toy(chords=True)
    begin = begin_of(tune, 1, 8, Steering(1.2, 1.1, 0.97), Hearing(), 3)
    alone = [generate_batch(bundle, begin, k + 1)[k] for k in range(5)]
    together = generate_batch(bundle, begin, 16)
    for one, other in zip(alone, together, strict=False):
        assert (plain(one), one.logp, one.chords, one.id) == (plain(other), other.logp, other.chords, other.id)
    assert len({digest(plain(t)) for t in together}) > 12


def test_other_settings_give_other_notes(tune: Score) -> None:
    base = continue_score(toy(), tune, 1, 4, rng_seed=7)
    assert plain(continue_score(toy(), tune, 1, 4, rng_seed=7)) == plain(base)
    assert plain(continue_score(toy(), tune, 1, 4, rng_seed=8)) != plain(base)
    assert plain(continue_score(toy(), tune, 1, 4, Steering(2.0), rng_seed=7)) != plain(base)


def test_a_score_without_tracks_or_notes_is_begun() -> None:
    take = continue_score(toy(), Score(), None, 2)
    assert (take.start_tick, take.end_tick) == (0, 2 * BAR)
    assert take.notes
    drums = Track(channel=9).with_notes([Note(0, Q, 36)])
    assert continue_score(toy(), Score(tracks=(drums,)), None, 2).track_id != drums.id


def test_progress_rises_to_one(tune: Score) -> None:
    seen: list[float] = []
    continue_score(toy(), tune, 1, 4, on_progress=seen.append)
    assert seen[-1] == 1.0
    assert all(a <= b for a, b in pairwise(seen))


@pytest.mark.parametrize("bars", [0, -1, 257])
def test_bars_out_of_range_are_refused(tune: Score, bars: int) -> None:
    with pytest.raises(SettingsError):
        continue_score(toy(), tune, 1, bars)


def test_velocities_follow_the_seeds_accents(tune: Score) -> None:
    loud = replace(tune, tracks=(tune.tracks[0].with_notes([replace(n, velocity=110) for n in tune.tracks[0].notes]),))
    accented = tune.tracks[0].with_notes(
        [replace(n, velocity=120 if n.start_tick % BAR == 0 else 50) for n in tune.tracks[0].notes]
    )
    assert all(100 <= n.velocity <= 120 for n in continue_score(toy(), loud, 1, 4).notes)
    soft = continue_score(toy(), replace(tune, tracks=(accented,)), 1, 8).notes
    on_bar = [n.velocity for n in soft if n.start_tick % BAR == 0]
    assert min(on_bar) > max(n.velocity for n in soft if n.start_tick % Q)


quads = st.tuples(st.integers(0, 9 * Q), st.integers(1, 5 * Q), st.integers(0, 127), st.integers(1, 127))
metres = st.sampled_from([(4, 4), (3, 4), (6, 8), (2, 4), (9, 8), (7, 8), (5, 4), (12, 8), (3, 2), (1, 16), (3, 32)])


@settings(max_examples=150, deadline=None)
@given(
    notes=st.lists(quads, max_size=14),
    metre=metres,
    pickup=st.integers(0, 3),
    start=st.none() | st.integers(0, 12 * Q),
    bars=st.integers(1, 3),
    channel=st.sampled_from([0, 9]),
    rng_seed=st.integers(-3, 3),
)
def test_any_seed_works_and_stays_untouched(
    notes: list[tuple[int, int, int, int]],
    metre: tuple[int, int],
    pickup: int,
    start: int | None,
    bars: int,
    channel: int,
    rng_seed: int,
) -> None:
    track = Track(id=1, channel=channel).with_notes([Note(*n) for n in notes])
    score = Score(tracks=(track,), meter=MeterMap((MeterChange(0, *metre),), pickup * Q // 2))
    before = digest(score)
    take = continue_score(toy(), score, 1, bars, Steering(1.5, 1.8, 1.0), None, rng_seed, start_tick=start)
    assert digest(score) == before
    assert take.notes
    asked = track.end_tick if start is None else start
    assert all(n.start_tick >= asked and n.end_tick <= take.end_tick and n.duration_ticks > 0 for n in take.notes)
    assert all(a.end_tick <= b.start_tick for a, b in pairwise(take.notes))
    assert all(0 <= n.pitch <= 127 and 1 <= n.velocity <= 127 for n in take.notes)
    assert len(take.logp) == len(take.notes)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3 * Q), min_size=1, max_size=8), st.integers(0, 4 * Q), st.integers(0, 3))
def test_new_notes_never_overlap_a_held_last_note(lengths: list[int], back: int, rng_seed: int) -> None:
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    track = Track(id=1).with_notes([Note(s, d, 60 + i) for i, (s, d) in enumerate(zip(starts, lengths, strict=True))])
    start = max(starts[-1] + 1, track.end_tick - back)
    take = continue_score(toy(), Score(tracks=(track,)), 1, 1, rng_seed=rng_seed, start_tick=start)
    assert take.notes[0].start_tick >= track.end_tick


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9 * Q), st.integers(1, 2 * Q), st.integers(48, 84)), max_size=5),
    st.integers(0, 9),
)
def test_new_notes_keep_clear_of_locked_ones(fixed: list[tuple[int, int, int]], rng_seed: int) -> None:
    seed = [Note(i * Q, Q, 60 + i) for i in range(4)]
    locked = [Note(BAR + s, d, p, locked=True) for s, d, p in fixed]
    score = Score(tracks=(Track(id=1).with_notes([*seed, *locked]),))
    take = continue_score(toy(), score, 1, 3, rng_seed=rng_seed, start_tick=BAR)
    for new in take.notes:
        assert not any(new.start_tick < old.end_tick and old.start_tick < new.end_tick for old in locked)
    assert all(a.end_tick <= b.start_tick for a, b in pairwise(take.notes))


def test_neither_torch_nor_qt_is_imported() -> None:
    code = (
        "import sys\n"
        "from tests.sampling.conftest import toy\n"
        "from musegen_app.sampling.offline import continue_score\n"
        "from musegen_app.sampling import loading, worker, process\n"
        "from musegen_app.score.model import Score\n"
        "assert continue_score(toy(), Score(), None, 4).notes\n"
        "assert not {'torch', 'PySide6'} & set(sys.modules)\n"
    )
    done = finished([sys.executable, "-c", code])
    assert done.returncode == 0, done.stderr
