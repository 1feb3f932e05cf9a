"""The pop writer: several parts, given melodies and chords, locks, variations, steering, batches, silence."""

from __future__ import annotations

from itertools import pairwise

import pytest

from musegen_app.codecs.pop import CHORD, chord_of
from musegen_app.sampling.messages import Begin, Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.pop_writer import PopWriter, advance_bands
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from tests.fakes.toy_band import ToyBand

Q = 960
BAR = 4 * Q
LEAD, PIANO = 1, 2


def song(bars: int = 8, locked: tuple[int, ...] = (), chords: bool = False, piano: bool = True) -> Score:
    """A melody in crotchets (its notes numbered from 1; `locked` ones are) over half-bar chords at the piano."""
    scale = (72, 74, 76, 79)
    lead = [Note(i * Q, Q, scale[i % 4], 90, id=i + 1, locked=i + 1 in locked) for i in range(4 * bars)]
    below = [Note(i * 2 * Q, 2 * Q, 48 + p, 70, id=1000 + 10 * i + p) for i in range(2 * bars) for p in (0, 4, 7)]
    tracks = [Track("Melody", 0, 73, id=LEAD).with_notes(lead)]
    tracks += [Track("Piano", 1, 0, id=PIANO).with_notes(below)] if piano else []
    names = ("C", "G", "Am", "F") * bars
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(names[:bars]))
    return Score(tracks=tuple(tracks), chords=ChordLane(symbols if chords else ()))


def begin(score: Score, start: int, bars: int = 4, **rest: object) -> Begin:
    values: dict[str, object] = {"steering": Steering(), "rng_seed": 3, "with_chords": True, **rest}
    return Begin(1, score, LEAD, 0, start, bars, wish=Hearing(), credit_tick=1 << 40, **values)  # type: ignore[arg-type]


def ask(kind: OperationKind, score: Score, start: int, end: int, **rest: object) -> Begin:
    return begin(score, start, operation=Operation(kind, end_tick=end, **rest))  # type: ignore[arg-type]


def drawn(writer: PopWriter) -> list[PartNote]:
    while not writer.complete:
        writer.advance()
    return writer.notes(writer.start_tick, writer.end_tick)


def of(notes: list[PartNote], part: int) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes if n.part == part]


def test_from_nothing_everybody_plays() -> None:
    score = Score(tracks=(Track("Melody", id=LEAD),))
    writer = PopWriter(begin(score, 0, bars=8), ToyBand())
    notes = drawn(writer)
    assert [p.name for p in writer.parts] == ["Melody", "Bridge", "Accompaniment"]
    assert [p.track_id for p in writer.parts] == [LEAD, 0, 0]
    assert {n.part for n in notes} == {0, 1, 2}
    assert all(0 <= n.start_tick < 8 * BAR and n.start_tick + n.duration_ticks <= 8 * BAR for n in notes)
    assert all(n.logp < 0 for n in notes)
    assert len({n.start_tick for n in notes if n.part == 0}) == sum(n.part == 0 for n in notes)  # one voice
    symbols = writer.chords(0, 8 * BAR)
    assert symbols[0].tick == 0
    assert all(s.tick % (2 * Q) == 0 and s.generated for s in symbols)
    assert all(a.text != b.text for a, b in pairwise(symbols))


def test_to_go_on_is_for_those_who_have_played() -> None:
    writer = PopWriter(begin(song(), 8 * BAR), ToyBand())
    notes = drawn(writer)
    assert [p.track_id for p in writer.parts] == [LEAD, PIANO]
    assert {n.part for n in notes} == {0, 1}
    assert min(n.start_tick for n in notes) >= 8 * BAR
    assert writer.end_tick == 12 * BAR


@pytest.mark.parametrize("kind", [OperationKind.ACCOMPANY, OperationKind.HARMONISE])
def test_a_melody_gets_company_and_stays(kind: OperationKind) -> None:
    score = song(piano=False)
    writer = PopWriter(ask(kind, score, 0, 8 * BAR), ToyBand())
    notes = drawn(writer)
    names = {"Bridge", "Accompaniment"} if kind is OperationKind.ACCOMPANY else {"Accompaniment"}
    assert {p.name for p in writer.parts} == names
    assert all(p.track_id == 0 for p in writer.parts)
    assert len(notes) > 20
    assert writer.chords(0, 8 * BAR)


def test_a_bass_goes_on_beside_a_new_accompaniment() -> None:
    score = song(piano=False)
    bass = Track("Bass", 2, 33, id=7).with_notes([Note(i * BAR, BAR, 36, 90, id=500 + i) for i in range(8)])
    request = ask(OperationKind.ACCOMPANY, Score(tracks=(*score.tracks, bass)), 0, 8 * BAR)
    writer = PopWriter(request, ToyBand())
    notes = drawn(writer)
    assert [p.track_id for p in writer.parts] == [0, 0]
    assert not [n for n in notes if n.pitch == 36 and n.start_tick % BAR == 0]


def test_a_melody_over_the_chords_that_are_written() -> None:
    writer = PopWriter(ask(OperationKind.MELODY, song(chords=True), 2 * BAR, 6 * BAR), ToyBand())
    notes = drawn(writer)
    assert [p.track_id for p in writer.parts] == [LEAD]
    assert len(notes) > 8
    assert writer.chords(0, 8 * BAR) == []
    steps = [e[CHORD] for e in writer.sampler.tracker.events[-200:] if e[CHORD] >= 0][-8:]
    roots = [chord_of(value, writer.plan.context.anchor) for value in steps]
    assert roots == [parse_chord(c) for c in ("Am", "Am", "F", "F", "C", "C", "G", "G")]


def test_the_middle_is_filled_and_the_rest_stays() -> None:
    score = song(locked=(10, 13))
    writer = PopWriter(ask(OperationKind.INFILL, score, 2 * BAR, 4 * BAR), ToyBand())
    notes = drawn(writer)
    assert [p.track_id for p in writer.parts] == [LEAD, PIANO]
    assert all(2 * BAR <= n.start_tick < 4 * BAR for n in notes)
    locked = [n for n in score.track(LEAD).notes if n.locked]
    mine = of(notes, 0)
    assert not {(n.start_tick, n.pitch) for n in locked} & {(s, p) for s, _, p, _ in mine}
    assert not [1 for n in locked for s, d, p, _ in mine if p == n.pitch and s < n.end_tick and n.start_tick < s + d]


def test_who_is_not_asked_for_is_not_written() -> None:
    writer = PopWriter(ask(OperationKind.INFILL, song(), 2 * BAR, 4 * BAR, track_ids=(PIANO,)), ToyBand())
    assert [p.track_id for p in writer.parts] == [PIANO]
    assert {n.part for n in drawn(writer)} == {0}


def test_no_variation_is_the_same_and_more_is_further() -> None:
    score = song()
    old = {(n.start_tick, n.pitch) for t in score.tracks for n in t.notes if n.start_tick < 4 * BAR}
    kept = []
    for amount in (0.0, 0.3, 0.6, 1.0):
        notes = drawn(PopWriter(ask(OperationKind.VARY, score, 0, 4 * BAR, amount=amount), ToyBand()))
        found = {(n.start_tick, n.pitch) for n in notes}
        kept.append(len(found & old) / len(old))
        if not amount:
            whole = sorted((n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes)
            was = [n for t in score.tracks for n in t.notes if n.start_tick < 4 * BAR]
            assert whole == sorted((n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in was)
    assert kept[0] == 1.0
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] < 0.5


def test_a_take_is_the_same_alone_in_a_batch_and_again() -> None:
    alone = [drawn(PopWriter(begin(song(), 8 * BAR), ToyBand(), k)) for k in range(4)]
    together = [PopWriter(begin(song(), 8 * BAR), ToyBand(), k) for k in range(4)]
    while going := [w for w in together if not w.complete]:
        advance_bands(going)
    assert [w.notes(0, 1 << 40) for w in together] == alone
    assert alone[0] != alone[1]


def test_what_is_decided_stays_decided() -> None:
    writer = PopWriter(begin(song(), 8 * BAR), ToyBand())
    shown: list[PartNote] = []
    until = writer.start_tick
    while not writer.complete:
        writer.advance()
        assert writer.decided_tick >= until
        shown += writer.notes(until, writer.decided_tick)
        until = writer.decided_tick
    assert shown == writer.notes(writer.start_tick, writer.end_tick)


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_steering_draws_again_from_the_next_quarter_on(quarter: int) -> None:
    writer = PopWriter(begin(song(), 8 * BAR), ToyBand())
    before = drawn(writer)
    tick = writer.steer(Steering(1.6, 1.6, 1.0), 9 * BAR + quarter * Q - 100)
    assert tick == 9 * BAR + quarter * Q
    assert not writer.complete
    after = drawn(writer)
    assert [n for n in after if n.start_tick < tick] == [n for n in before if n.start_tick < tick]
    assert [n for n in after if n.start_tick >= tick] != [n for n in before if n.start_tick >= tick]
    assert writer.steer(Steering(), 12 * BAR) == 12 * BAR


def test_steering_to_the_same_values_in_a_half_bar_changes_nothing() -> None:
    writer = PopWriter(begin(song(), 8 * BAR), ToyBand())
    before = drawn(writer)
    writer.steer(Steering(), 9 * BAR + Q - 100)
    assert drawn(writer) == before
    writer.steer(Steering(), 9 * BAR + 3 * Q)
    writer.steer(Steering(), 9 * BAR + Q)
    assert drawn(writer) == before


def test_silence_does_not_last() -> None:
    writer = PopWriter(begin(song(), 8 * BAR, bars=12), ToyBand(silent=True))
    onsets = sorted({8 * BAR, *(n.start_tick for n in drawn(writer)), 20 * BAR})
    assert max(b - a for a, b in pairwise(onsets)) < 2.5 * BAR
    assert writer.recovered == "A part had been silent for long in bar 11: it was asked to play."
    melody = sorted({8 * BAR, *(n.start_tick for n in drawn(writer) if n.part == 0), 20 * BAR})
    assert max(b - a for a, b in pairwise(melody)) < 4.5 * BAR
    free = PopWriter(begin(song(), 8 * BAR, bars=12), ToyBand())
    assert len(drawn(free)) > 40


def test_an_accompaniment_does_not_leave_the_melody_alone() -> None:
    notes = drawn(PopWriter(ask(OperationKind.ACCOMPANY, song(piano=False), 0, 8 * BAR), ToyBand(silent=True)))
    onsets = sorted({0, *(n.start_tick for n in notes), 8 * BAR})
    assert max(b - a for a, b in pairwise(onsets)) < 2.5 * BAR


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 4), (2, 4), (6, 8), (5, 4), (7, 8), (12, 8)])
def test_any_metre_ends_where_it_should(numerator: int, denominator: int) -> None:
    meter = MeterMap((MeterChange(0, numerator, denominator),))
    bar = meter.at(0).bar_ticks
    score = Score(tracks=(Track("Melody", id=LEAD),), meter=meter)
    writer = PopWriter(begin(score, 0, bars=6), ToyBand())
    notes = drawn(writer)
    assert writer.end_tick == 6 * bar
    assert notes
    assert max(n.start_tick for n in notes) >= 4 * bar


def test_a_start_inside_a_half_bar_is_kept_to() -> None:
    start, end = 2 * BAR + Q + 240, 4 * BAR + 3 * Q
    notes = drawn(PopWriter(ask(OperationKind.INFILL, song(), start, end), ToyBand()))
    assert notes
    assert all(start <= n.start_tick < end for n in notes)
