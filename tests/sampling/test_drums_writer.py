"""The drums writer on a toy bundle: every operation, exactness of what is fixed, dice, steering."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musegen_app.bundles.drums_graphs import DrumWeights
from musegen_app.bundles.drums_scoring import measure
from musegen_app.codecs.drums import CELLS, VISIBLES
from musegen_app.sampling.drums_machine import gibbs
from musegen_app.sampling.drums_plan import plan
from musegen_app.sampling.drums_writer import DrumsWriter
from musegen_app.sampling.messages import Begin, Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.offline import FAR, generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from tests.sampling.drum_toys import UNITS, toy_bundle

Figure = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy-drums")
    toy_bundle(folder)
    return folder


@pytest.fixture(scope="module")
def net(bundle: Path) -> DrumWeights:
    return DrumWeights(bundle, toy_bundle(bundle))


def song(locked: bool = False, metre: tuple[int, int] = (4, 4)) -> Score:
    """Four bars of kick, snare and hat, a little off the slots."""
    bar = 3840 * metre[0] // metre[1]
    notes = [
        Note(at * bar + beat * 960 + 10, 100, pitch, 100 if pitch == 36 else 60, locked=locked and pitch == 36)
        for at in range(4)
        for beat in range(metre[0] * 4 // metre[1])
        for pitch in ((36, 42) if beat % 2 == 0 else (38, 42))
    ]
    return Score(tracks=(Track("Drums", 9).with_notes(notes),), meter=MeterMap((MeterChange(0, *metre),)))


def request(score: Score, operation: Operation, start: int = 0, bars: int = 4, seed: int = 3) -> Begin:
    track = score.tracks[0].id if score.tracks else 0
    return Begin(1, score, track, 0, start, bars, Steering(), Hearing(), seed, FAR, True, operation)


def run(net: DrumWeights, begin: Begin, index: int = 0) -> DrumsWriter:
    writer = DrumsWriter(begin, net, index)
    while not writer.complete:
        writer.advance()
    return writer


def figures(writer: DrumsWriter, begin: int = 0, end: int = FAR) -> list[Figure]:
    return [(n.start_tick, n.pitch, n.velocity, n.duration_ticks) for n in writer.notes(begin, end)]


def of_song(score: Score) -> list[Figure]:
    return [(n.start_tick, n.pitch, n.velocity, n.duration_ticks) for n in score.tracks[0].notes]


def test_it_goes_on_within_its_bars_and_says_what_is_decided(net: DrumWeights) -> None:
    writer = DrumsWriter(request(song(), Operation(), start=4 * 3840), net)
    assert (writer.start_tick, writer.end_tick) == (4 * 3840, 8 * 3840)
    seen: list[Figure] = []
    while not writer.complete:
        decided = writer.decided_tick
        assert figures(writer, end=decided) == seen
        writer.advance()
        seen = figures(writer, end=writer.decided_tick)
    assert seen
    assert all(4 * 3840 <= at < 8 * 3840 and 1 <= velocity <= 127 for at, _, velocity, _ in seen)
    assert writer.parts[0].is_drums


def test_from_nothing_a_track_is_made(net: DrumWeights) -> None:
    writer = run(net, replace(request(Score(), Operation()), track_id=0))
    assert writer.parts[0].track_id == 0
    assert figures(writer)


def test_from_nothing_what_is_before_is_not_listened_to() -> None:
    heard = request(song(), Operation(), start=4 * 3840)
    plain, deaf = (plan(b, 0) for b in (heard, replace(heard, seed_from_tick=4 * 3840)))
    assert plain.before
    assert not deaf.before


def test_infill_keeps_every_drawn_stroke_exactly(net: DrumWeights) -> None:
    score = song()
    writer = run(net, request(score, Operation(OperationKind.INFILL, end_tick=2 * 3840)))
    drawn = [f for f in of_song(score) if f[0] < 2 * 3840]
    written = figures(writer)
    assert set(drawn) < set(written)
    assert all(at < 2 * 3840 for at, *_ in written)


def test_locked_strokes_stay_and_are_not_handed_out(net: DrumWeights) -> None:
    score = song(locked=True)
    writer = run(net, request(score, Operation(OperationKind.VARY, end_tick=4 * 3840, amount=1.0)))
    cells = {(n.start_tick - 10, n.pitch) for n in score.tracks[0].notes if n.locked}
    assert not any((at - at % 960, pitch) in cells for at, pitch, *_ in figures(writer) if at % 960 < 110)


def test_no_variation_is_identity_and_more_is_more(net: DrumWeights) -> None:
    score = song()

    def varied(amount: float) -> set[Figure]:
        return set(figures(run(net, request(score, Operation(OperationKind.VARY, 4 * 3840, amount=amount)))))

    old = set(of_song(score))
    assert varied(0.0) == old
    distances = [len(varied(a) ^ old) for a in (0.05, 0.2, 0.5, 1.0)]
    assert distances == sorted(distances)
    assert distances[-1] > distances[0]


def test_keeping_the_rhythm_adds_no_new_places(net: DrumWeights) -> None:
    score = song()
    begin = request(score, Operation(OperationKind.VARY, 4 * 3840, amount=1.0, keep="rhythm"))
    places = {round(n.start_tick / 960) for n in score.tracks[0].notes}
    assert {round(at / 960) for at, *_ in figures(run(net, begin))} <= places


def test_take_k_is_the_same_alone_and_in_a_batch(bundle: Path, net: DrumWeights) -> None:
    begin = request(song(), Operation(), start=4 * 3840)
    takes: tuple[Take, ...] = generate_batch(bundle, begin, 3)
    for k, take in enumerate(takes):
        alone = figures(run(net, begin, k))
        assert [(n.start_tick, n.pitch, n.velocity, n.duration_ticks) for n in take.notes] == alone
    assert len({tuple((n.start_tick, n.pitch) for n in take.notes) for take in takes}) == 3


def test_steering_draws_later_bars_again_and_leaves_the_earlier_ones(net: DrumWeights) -> None:
    begin = request(song(), Operation(), start=4 * 3840)
    writer = run(net, begin)
    before = figures(writer)
    tick = writer.steer(Steering(rhythm_temperature=2.0), 5 * 3840)
    assert 5 * 3840 <= tick < 6 * 3840
    while not writer.complete:
        writer.advance()
    after = figures(writer)
    assert [f for f in after if f[0] < tick] == [f for f in before if f[0] < tick]
    assert [f for f in after if f[0] >= tick] != [f for f in before if f[0] >= tick]
    writer.steer(Steering(), 4 * 3840)
    while not writer.complete:
        writer.advance()
    assert figures(writer) == before


def test_steering_in_a_bar_keeps_what_was_struck_before_the_beat(net: DrumWeights) -> None:
    begin = request(song(), Operation(), start=4 * 3840)
    writer = run(net, begin)
    before = figures(writer)
    commit = 5 * 3840 + 960
    tick = writer.steer(Steering(rhythm_temperature=2.0), commit)
    assert commit <= tick <= commit + 960
    assert writer.decided_tick <= tick
    while not writer.complete:
        writer.advance()
    after = figures(writer)
    late = {f for f in before if 5 * 3840 - 120 <= f[0] < 5 * 3840 + 2 * 960 - 120}
    assert late, "the bar has something to keep"
    assert [f for f in after if f[0] < tick] == [f for f in before if f[0] < tick]
    assert [f for f in after if f[0] >= tick] != [f for f in before if f[0] >= tick]


def test_steering_twice_before_anything_is_drawn_keeps_the_same_hits(net: DrumWeights) -> None:
    begin = request(song(), Operation(), start=4 * 3840)
    writer = run(net, begin)
    before = figures(writer)
    tick = writer.steer(Steering(rhythm_temperature=2.0), 5 * 3840 + 960)
    assert writer.steer(Steering(), 5 * 3840 + 2 * 960) >= tick
    while not writer.complete:
        writer.advance()
    assert [f for f in figures(writer) if f[0] < tick] == [f for f in before if f[0] < tick]


def test_waltzes_have_three_beats(net: DrumWeights) -> None:
    writer = run(net, request(song(metre=(3, 4)), Operation(), start=4 * 2880))
    assert writer.end_tick == 8 * 2880
    assert all(at < writer.end_tick for at, *_ in figures(writer))


def test_fixed_visibles_never_move() -> None:
    class Toy:
        weights = np.random.default_rng(1).normal(0, 1, (VISIBLES, UNITS)).astype(np.float32)
        turned = np.ascontiguousarray(weights.T)

    fixed = np.tile(np.arange(CELLS) % 3 == 0, 2)
    begin = np.tile(np.arange(CELLS) % 6 == 0, 2)
    keys, units = np.zeros(VISIBLES, np.float32), np.zeros(UNITS, np.float32)
    drawn = gibbs(Toy(), (keys, units), begin, fixed, np.random.default_rng(2), 20, 1.0, 0.9)  # type: ignore[arg-type]
    assert (drawn.pattern[fixed] == begin[fixed]).all()
    assert (drawn.pattern[CELLS:] <= drawn.pattern[:CELLS]).all()
    assert (drawn.pattern[~fixed] != begin[~fixed]).any()


def test_a_song_is_measured(net: DrumWeights) -> None:
    measured = measure(net, [song()])
    assert measured["notes"] == 32
    assert measured["coverage"] == 1.0
    assert measured["round_trip_f1"] == 1.0
    assert measured["nats_per_note"] > 0
    assert measured["pattern_nats_per_bar"] > 0
