"""Seeds and toy bundles for the sampling tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from musegen_app.sampling.families import CATALOG
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.lead_writer import LeadNets, LeadWriter, listen_leads
from musegen_app.sampling.messages import Begin, Hearing, Steering
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.fakes.toy_bundle import ToyBundle

BAR = 4 * Q
LEAD = CATALOG["lead"]()


@pytest.fixture
def tune() -> Score:
    """Two bars of D major in quavers, 4/4; the track's id is 1."""
    pitches = [62, 64, 66, 67, 69, 67, 66, 64, 62, 66, 69, 74, 73, 71, 69, 62]
    notes = [Note(i * Q // 2, Q // 2, p, 90, id=i + 1) for i, p in enumerate(pitches)]
    return Score(tracks=(Track(name="tune", id=1).with_notes(notes),))


def toy(stubborn: str = "", chords: bool = False) -> LoadedBundle:
    net = ToyBundle(stubborn=stubborn)
    return LoadedBundle("toy", LeadNets(net, net if chords else None), LEAD)


def begin(score: Score, bars: int = 4, start_tick: int | None = None, **rest: object) -> Begin:
    """A request with all the credit it needs, unless told otherwise."""
    values: dict[str, object] = {
        "request": 1,
        "track_id": 1,
        "seed_from_tick": 0,
        "start_tick": score.end_tick if start_tick is None else start_tick,
        "steering": Steering(),
        "wish": Hearing(),
        "rng_seed": 7,
        "credit_tick": 1 << 40,
        "with_chords": False,
        **rest,
    }
    return Begin(score=score, bars=bars, **values)  # type: ignore[arg-type]


@pytest.fixture
def make_writer(tune: Score) -> Callable[..., LeadWriter]:
    """A writer that has heard the tune, with a toy net: `make_writer(stubborn="note", bars=8)`."""

    def make(score: Score = tune, stubborn: str = "", chords: bool = False, **wanted: object) -> LeadWriter:
        writer = LeadWriter(begin(score, **wanted), toy(stubborn, chords).opened)  # type: ignore[arg-type]
        listen_leads([writer])
        return writer

    return make
