"""The shipped model, many dice and a few seeds: right length, in range, no collapse, the same in a batch."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest

import musegen_app
from musegen_app.sampling.collapse import ever_collapses
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.lead_writer import LeadWriter
from musegen_app.sampling.messages import Hearing, Steering
from musegen_app.sampling.offline import begin_of, continue_score, generate_batch
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from musegen_app.score.time import MeterChange, MeterMap

FOLDER = Path(musegen_app.__file__).parents[1] / "models" / "folk-lstm"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (FOLDER / "manifest.json").exists(), reason="the shipped bundle is not in the tree"),
]
BARS = 8
DICE = 16


@pytest.fixture(scope="module")
def bundle() -> LoadedBundle:
    from musegen_app.sampling.loading import open_bundle

    return open_bundle(str(FOLDER))


def song(triples: list[tuple[int, int, int]], meter: MeterMap | None = None, channel: int = 0) -> Score:
    track = Track(id=1, channel=channel).with_notes([Note(*t) for t in triples])
    return Score(tracks=(track,), meter=meter or MeterMap())


def in_quavers(*pitches: int) -> list[tuple[int, int, int]]:
    return [(i * Q // 2, Q // 2, p) for i, p in enumerate(pitches)]


D_MAJOR = in_quavers(62, 64, 66, 67, 69, 67, 66, 64, 62, 66, 69, 74, 73, 71, 69, 62)
JIG = in_quavers(67, 69, 71, 74, 71, 69, 67, 69, 71, 72, 71, 69)
SEEDS = {
    "reel": song(D_MAJOR),
    "jig": song(JIG, MeterMap((MeterChange(0, 6, 8),))),
    "nothing": song([]),
    "one note": song([(0, Q, 60)]),
    "one note for ever": song(in_quavers(*[64] * 16)),
    "chords": song([(i * Q, Q, p) for i in range(8) for p in (48, 55, 64 + i % 3)]),
    "off the grid": song([(s + 37, d - 111, p) for s, d, p in D_MAJOR]),
    "bass": song([(i * Q, Q, 36 + (i * 5) % 12) for i in range(8)]),
    "drums": song([(i * Q, Q, 36 + i % 2) for i in range(8)], channel=9),
    "five in a bar": song(in_quavers(*range(60, 70)), MeterMap((MeterChange(0, 5, 4),))),
}


@pytest.mark.parametrize("name", SEEDS)
def test_sixteen_dice(bundle: LoadedBundle, name: str) -> None:
    score = SEEDS[name]
    begin = begin_of(score, 1, BARS, Steering(), Hearing(), 11)
    bar = score.meter.at(0).bar_ticks
    for take in generate_batch(bundle, begin, DICE):
        assert take.notes
        first = -(-begin.start_tick // bar) * bar
        assert take.end_tick == first + BARS * bar
        assert all(begin.start_tick <= n.start_tick and n.end_tick <= take.end_tick for n in take.notes)
        assert all(0 <= n.pitch <= 127 for n in take.notes)
        assert all(a.end_tick <= b.start_tick for a, b in pairwise(take.notes))
        assert max(n.end_tick for n in take.notes) > take.end_tick - 2 * bar


@pytest.mark.parametrize("steering", [Steering(), Steering(0.2, 0.2, 0.05), Steering(2.0, 2.0, 1.0)])
@pytest.mark.parametrize("name", ["reel", "jig", "nothing", "one note for ever"])
def test_no_take_collapses(bundle: LoadedBundle, name: str, steering: Steering) -> None:
    begin = begin_of(SEEDS[name], 1, 24, steering, Hearing(), 5)
    for index in range(4):
        writer = LeadWriter(begin, bundle.opened, index)
        while not writer.complete:
            writer.advance()
        assert ever_collapses(writer.take.notes, writer.take.start, writer.take.end, writer.take.frame.bar) is None


def test_a_batch_gives_the_notes_that_each_take_gives_alone(bundle: LoadedBundle) -> None:
    begin = begin_of(SEEDS["reel"], 1, BARS, Steering(), Hearing(), 3)
    together = generate_batch(bundle, begin, 6)
    for index, take in enumerate(together):
        writer = LeadWriter(begin, bundle.opened, index)
        while not writer.complete:
            writer.advance()
        alone = writer.take.written(0, writer.take.end)
        assert [(n.start_tick // 80, n.duration_ticks // 80, n.pitch) for n in take.notes] == [
            (w.note.start, w.note.duration, w.note.pitch) for w in alone
        ]
        assert take.logp == tuple(w.logp for w in alone)  # to the last bit


def test_the_melody_stays_mostly_in_its_key(bundle: LoadedBundle) -> None:
    takes = generate_batch(bundle, begin_of(SEEDS["reel"], 1, BARS, Steering(), Hearing(key=Key(2)), 1), DICE)
    pitches = [n.pitch for t in takes for n in t.notes]
    inside = sum(p % 12 in Key(2).pitch_classes for p in pitches)
    assert inside / len(pitches) > 0.85


def test_the_wish_for_a_key_is_heard(bundle: LoadedBundle) -> None:
    wish = Hearing(key=Key(9, Mode.MINOR))
    takes = generate_batch(bundle, begin_of(SEEDS["nothing"], 1, BARS, Steering(), wish, 1), DICE)
    pitches = [n.pitch for t in takes for n in t.notes]
    assert sum(p % 12 in wish.key.pitch_classes for p in pitches) / len(pitches) > 0.8  # type: ignore[union-attr]


def test_a_lower_temperature_surprises_the_net_less(bundle: LoadedBundle) -> None:
    def nats(temperature: float) -> float:
        steering = Steering(temperature, temperature, 1.0)
        takes = generate_batch(bundle, begin_of(SEEDS["reel"], 1, BARS, steering, Hearing(), 1), DICE)
        logp = [x for t in takes for x in t.logp]
        return -sum(logp) / len(logp)

    assert nats(0.5) < nats(1.0) < nats(2.0)


def test_chords_come_with_the_bars(bundle: LoadedBundle) -> None:
    if bundle.opened.chords is None:
        pytest.skip("this bundle has no chords net")
    take = continue_score(bundle, SEEDS["reel"], 1, BARS)
    assert take.chords
    assert take.chords[0].tick == take.start_tick
    assert all(take.start_tick <= c.tick < take.end_tick for c in take.chords)


def test_eight_bars_are_fast(bundle: LoadedBundle) -> None:
    begin = begin_of(SEEDS["reel"], 1, BARS, Steering(), Hearing(), 1)
    generate_batch(bundle, begin, 1)
    began = time.process_time()
    generate_batch(bundle, begin, 1)
    assert time.process_time() - began < 0.3
