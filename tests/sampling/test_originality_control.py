"""The originality control: a note that would make a run out of a training piece stand in the take becomes unlikely."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musegen_app.bundles.originality import OriginalityIndex, Piece, melodic_index
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.offline import generate_batch
from musegen_app.sampling.steering.catalog import control
from musegen_app.sampling.steering.moment import Choices, Sounded
from musegen_app.sampling.steering.originality import FIRST, away_from
from musegen_app.score.model import Score
from tests.sampling.conftest import begin, toy
from tests.sampling.moments import moment

KNOWN = (62, 64, 67, 71, 69, 74, 72, 66, 64, 65, 70, 62, 60, 67, 66, 73)
INDEX = melodic_index([Piece("The Lark", "a", ([(i, p) for i, p in enumerate(KNOWN)],))])
PITCHES = np.arange(60.0, 80.0)


def bent(value: float, heard: int, index: OriginalityIndex | None, up: int = 5) -> list[float]:
    """Log-probabilities after so many quavers of the known tune, a fourth higher; equal before."""
    line = [Sounded(i / 2, 0.5, p + up) for i, p in enumerate(KNOWN[:heard])]
    now = moment(Choices(pitch=PITCHES), line=line, time=heard / 2)
    with away_from(index):
        return control("originality").bend(np.zeros(len(PITCHES)), value, now).tolist()


def test_only_the_note_that_goes_on_with_the_tune_becomes_unlikely_and_the_more_the_longer_it_went_on() -> None:
    costs = []
    for heard in range(7, len(KNOWN)):
        found = bent(1.0, heard, INDEX)
        next_one = int(KNOWN[heard] + 5 - PITCHES[0])
        assert not any(x for i, x in enumerate(found) if i != next_one)
        if next_one < len(found) and found[next_one] < 0:
            costs.append(-found[next_one])
    assert len(costs) >= 2
    assert costs == sorted(costs)
    assert costs[0] >= FIRST
    assert costs[-1] > costs[0]


def test_half_as_much_costs_half_and_without_an_index_nothing() -> None:
    whole = next(b for heard in range(7, 16) if any(b := bent(1.0, heard, INDEX)))
    half = next(b for heard in range(7, 16) if any(b := bent(0.5, heard, INDEX)))
    assert np.allclose(np.array(whole) / 2, half)
    assert not any(any(bent(1.0, heard, None)) for heard in range(7, 16))
    assert not any(bent(1.0, 5, INDEX))  # shorter than any fingerprint


def test_a_take_that_the_index_knows_is_written_otherwise(tune: Score) -> None:
    """The index is told what the toy net writes unsteered: steered away it writes something else."""
    plain = generate_batch(toy(), begin(tune, bars=8), 1)[0]
    line = [(n.start_tick, n.pitch) for n in plain.notes]
    knowing = replace(toy(), index=melodic_index([Piece("Itself", "a", (line,))]))
    same = generate_batch(knowing, begin(tune, bars=8), 1)[0]
    assert [(n.start_tick, n.pitch) for n in same.notes] == line  # at rest it is not there
    away = generate_batch(knowing, begin(tune, bars=8, steering=Steering(originality=1.0)), 1)[0]
    assert knowing.index is not None
    kept = knowing.index.nearest([(n.start_tick, n.pitch) for n in away.notes])
    whole = knowing.index.nearest(line)
    assert whole is not None
    assert kept is None or kept.end - kept.start < whole.end - whole.start
