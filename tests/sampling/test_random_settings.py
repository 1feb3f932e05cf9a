"""Random settings on every shipped bundle: what is strict holds in every note, no take is empty, and controls at
rest change nothing. (The melody net has a thousand of its own: `test_steering_constraints.py`.)"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musegen_app.sampling.job import Job
from musegen_app.sampling.messages import NotesProposed, Operation, Steering
from musegen_app.sampling.steering.catalog import CONTROLS, neutral_steering, with_values
from musegen_app.sampling.steering.scale_lock import scale
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin
from tests.sampling.test_every_bundle import BAR, BUNDLES, opened

pytestmark = pytest.mark.slow
BARS = 2
SETTINGS = {"drums": 80, "abc": 80, "satb16": 60, "perf": 60, "pop": 60}  # as many as take about as long
LOWEST, HIGHEST, NARROWEST = 60, 84, 14  # of a random range: where all of the nets can go
OTHERS = [p for p in BUNDLES if p.name != "folk-lstm"]


def song(on_drums: bool) -> Score:
    """Two bars of D major, or of a beat, to go on from; chords over all."""
    pitches = (62, 66, 69, 66, 67, 64, 66, 62)
    notes = [Note(i * Q, Q, p, 90) for i, p in enumerate(pitches)]
    beat = [Note(i * Q // 2, Q // 4, (36, 42, 38, 42)[i % 4], 90) for i in range(16)]
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("D", "G", "A", "D")))
    track = Track("Drums", 9, id=1).with_notes(beat) if on_drums else Track("Melody", id=1).with_notes(notes)
    return Score(tracks=(track,), chords=ChordLane(symbols), keys=(KeyChange(0, Key(2)),))


def random_steering(rng: np.random.Generator) -> Steering:
    """Each control at rest, at an end or anywhere."""
    low = float(rng.integers(LOWEST, HIGHEST - NARROWEST + 1))
    values = {}
    for spec in (c.spec for c in CONTROLS):
        some = [spec.neutral, spec.minimum, spec.maximum, rng.uniform(spec.minimum, spec.maximum)]
        values[spec.name] = float(rng.choice(some, p=(0.5, 0.1, 0.1, 0.3)))
    strict = {"pitch_low": low, "pitch_high": float(rng.integers(low + NARROWEST, HIGHEST + 1))}
    return with_values(Steering(), values | strict | {"scale_lock": float(rng.integers(2)), "chord_adherence": 0.0})


def written(folder: Path, settings: list[Steering], style: str = "") -> list[Job]:
    bundle = opened(folder)
    score = song(bundle.family.on_drums)
    operation = Operation(style=((style, 1.0),) if style else ())
    asked = {"bars": BARS, "start_tick": 2 * BAR, "operation": operation}
    requests = [begin(score, steering=s, rng_seed=i, **asked) for i, s in enumerate(settings)]
    jobs = [Job(request, bundle) for request in requests]
    while writers := [j.writer for j in jobs if not j.writer.complete]:
        bundle.advance(writers)
    return jobs


def strictly_held(proposal: NotesProposed, steering: Steering) -> bool:
    allowed = scale(Key(2)) if steering.scale_lock == 1.0 else frozenset(range(12))
    low, high = steering.pitch_low, steering.pitch_high
    return all(low <= n.pitch <= high and n.pitch % 12 in allowed for n in proposal.notes)


@pytest.mark.parametrize("folder", OTHERS, ids=lambda p: p.name)
def test_what_is_strict_holds_in_every_note_of_every_bundle(folder: Path) -> None:
    rng = np.random.default_rng(len(folder.name))
    family = opened(folder).family
    settings = [random_steering(rng) for _ in range(SETTINGS[family.codec])]
    strict = "pitch_low" in family.controls
    for job, steering in zip(written(folder, settings), settings, strict=True):
        proposal = job.proposal()
        assert proposal.notes, steering
        assert not strict or strictly_held(proposal, steering), (proposal.gave_way, steering)


def test_it_holds_for_the_machine_too() -> None:
    folder = next(p for p in OTHERS if p.name == "chorale-rnn-rbm")
    rng = np.random.default_rng(5)
    settings = [random_steering(rng) for _ in range(20)]
    for job, steering in zip(written(folder, settings, "rbm"), settings, strict=True):
        assert strictly_held(job.proposal(), steering), steering


@pytest.mark.parametrize("style", ["", "rbm"])
def test_voices_that_can_sing_nothing_let_controls_give_way_and_say_so(style: str) -> None:
    folder = next(p for p in OTHERS if p.name == "chorale-rnn-rbm")
    only_c = with_values(Steering(), {"pitch_low": 72.0, "pitch_high": 72.0, "scale_lock": 1.0, "chord_adherence": 1.0})
    beyond = with_values(Steering(), {"pitch_low": 100.0, "pitch_high": 103.0})
    key, range_ = (job.proposal() for job in written(folder, [only_c, beyond], style))
    assert {n.pitch for n in key.notes} == {72}  # the range goes last
    assert len(key.notes) == BARS
    assert key.gave_way == ("Follow the chords", "Stay in the key")
    assert range_.notes
    assert range_.gave_way


@pytest.mark.parametrize("folder", OTHERS, ids=lambda p: p.name)
def test_controls_at_rest_are_as_if_they_were_not_there(folder: Path) -> None:
    rest = neutral_steering()
    lanes = (SteeringLane("density", ((0, 0.0),)), SteeringLane("leaps", ((0, 0.0), (BAR, 0.0))))
    plain, drawn = written(folder, [rest]), written(folder, [replace(rest, lanes=lanes)])
    assert _notes(plain[0]) == _notes(drawn[0])


def _notes(job: Job) -> list[tuple[int, int, int, int, float]]:
    proposal = job.proposal()
    notes = zip(proposal.notes, proposal.logp, strict=True)
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity, logp) for n, logp in notes]
