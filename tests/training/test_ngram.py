"""The n-gram baseline against probabilities counted by hand."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from musegen_app.codecs.lead import DURATION, FIELDS, KIND, PITCH, Kind, Metre, encode
from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.training.ngram import (
    FieldModel,
    History,
    NGram,
    Shape,
    Smoothing,
    Step,
    candidates,
    note_count,
    steps_of,
)

QUAVERS = (60, 62, 60, 64, 60, 62, 67, 60)


def steps(pitches: tuple[int, ...] = QUAVERS) -> list[Step]:
    notes = tuple(LeadNote(6 * i, 6, p) for i, p in enumerate(pitches))
    metre = Metre(24)
    return steps_of(encode(notes, 6 * len(pitches), metre, 60), metre)


def shuffled(seed: int, count: int = 60) -> list[Step]:
    rng = random.Random(seed)
    return steps(tuple(rng.choice((60, 62, 64, 65, 67)) for _ in range(count)))


def test_steps_know_their_place_and_their_past() -> None:
    tune = steps()
    assert [s.place for s in tune[:5]] == [0, 6, 12, 18, 0]
    assert tune[2].before[:2] == (tune[1].event, tune[0].event)
    assert tune[-1].event[KIND] == Kind.END
    assert note_count([tune]) == len(QUAVERS)


@pytest.mark.parametrize("shape", [*candidates()[::3], *candidates(knows_mode=True)[::5]], ids=str)
def test_every_distribution_sums_to_one(shape: Shape) -> None:
    for field in (KIND, DURATION, PITCH):
        model = FieldModel(field, shape)
        model.fit(shuffled(1))
        for step in shuffled(2)[:12]:
            assert math.isclose(sum(model.distribution(step)), 1.0, abs_tol=1e-9)


def test_a_bigram_by_hand_witten_bell() -> None:
    """After 60: 62 twice, 64 once, of 3; all pitches: 60 four times, 62 twice, 64 and 67 once, of 8."""
    model = FieldModel(PITCH, Shape(2, History.FIELD, Smoothing.WITTEN_BELL, place_after=-1))
    tune = steps()[:-1]
    model.fit(tune)
    uniform = 1 / FIELDS[PITCH].size
    single = (2 + 4 * uniform) / (8 + 4)
    expected = (2 + 2 * single) / (3 + 2)
    assert math.isclose(math.exp(-model.nats(tune[1])), expected)


def test_a_bigram_by_hand_kneser_ney() -> None:
    """62 follows one kind of note, 60 three (a start, 62 and 64, 67: four), 64 and 67 one: 7 pairs in all."""
    model = FieldModel(PITCH, Shape(2, History.FIELD, Smoothing.KNESER_NEY, place_after=-1, discount=0.5))
    tune = steps()[:-1]
    model.fit(tune)
    pairs = set(itertools.pairwise((None, *QUAVERS)))
    followed = sum(b == 62 for _, b in pairs)
    single = (followed - 0.5 + 0.5 * 4 / FIELDS[PITCH].size) / len(pairs)
    expected = (2 - 0.5 + 0.5 * 2 * single) / 3
    assert math.isclose(math.exp(-model.nats(tune[1])), expected)


def test_the_place_in_the_bar_is_used() -> None:
    tune = steps((60, 62, 64, 65) * 8)
    with_place, without = (
        sum(m.nats(s) for s in tune[:-1])
        for m in (_fitted(Shape(1, place_after=0), tune), _fitted(Shape(1, place_after=-1), tune))
    )
    assert with_place < 0.5 * without


def _fitted(shape: Shape, tune: list[Step]) -> FieldModel:
    model = FieldModel(PITCH, shape)
    model.fit(tune)
    return model


def test_drawing_follows_the_probabilities() -> None:
    model = NGram([Shape(2)] * 3)
    model.fit([steps()])
    step = steps()[1]
    rng = random.Random(5)
    drawn = [model.draw(step, rng) for _ in range(2000)]
    share = sum(d[PITCH] == step.event[PITCH] and d[KIND] == Kind.NOTE for d in drawn) / len(drawn)
    chance = math.prod(math.exp(-model.models[f].nats(step)) for f in (KIND, PITCH))
    seen = Step(step.place, step.bar, step.before, (Kind.NOTE, step.event[DURATION], -1))
    chance = (
        model.models[KIND].distribution(step)[Kind.NOTE] * model.models[PITCH].distribution(seen)[step.event[PITCH]]
    )
    assert share == pytest.approx(chance, abs=0.05)
