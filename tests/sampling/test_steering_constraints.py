"""A thousand random settings on the shipped melody net: what is strict holds in every note, nothing is moved after it
was drawn, and no take is empty or runs dry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.codecs.lead import decode
from musegen_app.sampling.collapse import ever_collapses
from musegen_app.sampling.job import Job, LoadedBundle
from musegen_app.sampling.lead_writer import LeadWriter
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import CONTROLS, control, with_values
from musegen_app.sampling.steering.scale_lock import scale
from musegen_app.score.edits import insert_parts
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin

BAR, SEED_BARS = 4 * Q, 2
SHORT, LONG = (1_000, 2), (40, 12)  # settings, and bars of their takes
TOGETHER = 200
LOWEST, HIGHEST, NARROWEST = 43, 93, 12  # of a random range: where the codec can go, an octave at least
STRICT = ("pitch_low", "pitch_high", "scale_lock")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]


@pytest.fixture(scope="module")
def folk() -> LoadedBundle:
    return open_bundle(str(shipped_models_dir() / "folk-lstm"))


def song() -> Score:
    """Two bars of D major to go on from, locked notes in the bars that follow, chords over all."""
    pitches = (62, 66, 69, 66, 67, 64, 66, 62)
    notes = [Note(i * Q, Q, p, 90, id=i + 1) for i, p in enumerate(pitches)]
    locked = [Note(BAR * bar + at, Q, p, 77, id=90 + bar, locked=True) for bar, at, p in ((2, Q, 61), (3, 2 * Q, 99))]
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("D", "G", "A", "D", "G", "A7")))
    return Score(
        tracks=(Track("Tune", id=1).with_notes([*notes, *locked]),),
        chords=ChordLane(symbols),
        keys=(KeyChange(0, Key(2)),),
    )


def random_steering(rng: np.random.Generator) -> Steering:
    """Each control at rest, at an end or anywhere; the strict range is an octave wide at least."""
    low = float(rng.integers(LOWEST, HIGHEST - NARROWEST + 1))
    high = float(rng.integers(low + NARROWEST, HIGHEST + 1))
    values: dict[str, float] = {}
    for spec in (c.spec for c in CONTROLS):
        inside = rng.uniform(spec.minimum, spec.maximum)
        values[spec.name] = float(
            rng.choice([spec.neutral, spec.minimum, spec.maximum, inside], p=(0.4, 0.1, 0.1, 0.4))
        )
    values |= {"pitch_low": low, "pitch_high": high, "scale_lock": float(rng.integers(2))}
    return with_values(Steering(), values)


def written(bundle: LoadedBundle, score: Score, settings: Sequence[Steering], bars: int) -> list[Job]:
    jobs = [
        Job(begin(score, bars=bars, start_tick=SEED_BARS * BAR, steering=s, rng_seed=i), bundle)
        for i, s in enumerate(settings)
    ]
    while writers := [j.writer for j in jobs if not j.writer.complete]:
        bundle.family.advance_together(writers)
    return jobs


def lead_of(job: Job) -> LeadWriter:
    assert isinstance(job.writer, LeadWriter)
    return job.writer


def assert_strict(writer: LeadWriter, steering: Steering) -> None:
    allowed = scale(Key(2)) if steering.scale_lock == 1.0 else frozenset(range(12))
    for note in writer.notes(writer.start_tick, writer.end_tick):
        assert steering.pitch_low <= note.pitch <= steering.pitch_high, (note, steering)
        assert note.pitch % 12 in allowed, (note, steering)
    assert writer.gave_way.isdisjoint(control(name).spec.label for name in STRICT)


def assert_emitted_is_sampled(writer: LeadWriter) -> None:
    take, tracker = writer.take, writer.take.sampler.tracker
    drawn = decode(tracker.events[len(take.seed) :], tracker.metre, tracker.context.anchor, take.start)
    frame = writer.view.frame
    locked = {2 * BAR + Q, 3 * BAR + 2 * Q}
    handed = [(n.start_tick, n.duration_ticks, n.pitch) for n in writer.notes(writer.start_tick, writer.end_tick)]
    rows = [(frame.tick(n.start), frame.tick(n.start + n.duration) - frame.tick(n.start), n.pitch) for n in drawn]
    assert handed == [row for row in rows if row[0] not in locked]


def assert_alive(writer: LeadWriter, steering: Steering) -> None:
    take = writer.take
    assert writer.notes(writer.start_tick, writer.end_tick), steering
    assert ever_collapses(take.notes, take.start, take.end, take.frame.bar) is None, steering


def assert_locked_stay(score: Score, job: Job) -> None:
    part = job.proposal()
    after = insert_parts(score, [], (), job.writer.start_tick, job.writer.end_tick)
    assert [n for n in after.tracks[0].notes if n.locked] == [n for n in score.tracks[0].notes if n.locked]
    for note in part.notes:
        assert all(
            note.end_tick <= n.start_tick or note.start_tick >= n.end_tick for n in score.tracks[0].notes if n.locked
        )


@pytest.mark.parametrize(("count", "bars"), [SHORT, LONG])
def test_what_is_strict_holds_in_every_note(folk: LoadedBundle, count: int, bars: int) -> None:
    rng, score = np.random.default_rng(bars), song()
    settings = [random_steering(rng) for _ in range(count)]
    for first in range(0, count, TOGETHER):
        some = settings[first : first + TOGETHER]
        for job, steering in zip(written(folk, score, some, bars), some, strict=True):
            writer = lead_of(job)
            assert_strict(writer, steering)
            assert_emitted_is_sampled(writer)
            assert_alive(writer, steering)
            assert_locked_stay(score, job)
