"""A melody net in the middle of a song: infill, melody over chords, variation, chord symbols under a melody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import MuseGenError
from musegen_app.base.paths import shipped_models_dir, songs_dir
from musegen_app.codecs.lead import DURATIONS, PITCH_LOW, Kind, LeadEvent
from musegen_app.codecs.lead_context import KnownNote, LeadContext
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.formats.catalog import read_any
from musegen_app.sampling.bridge import towards_known
from musegen_app.sampling.job import Job, LoadedBundle
from musegen_app.sampling.lead_operations import rewriting
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Operation, OperationKind, Steering
from musegen_app.sampling.offline import generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.edits import insert_parts
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, Note, Score, Section, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin, toy

BAR = 4 * Q
SCALE = (62, 64, 66, 67, 69, 71, 73, 74)
Plain = list[tuple[int, int, int, int]]


def tune(bars: int = 8) -> Score:
    """Quavers, crotchets and a rest in every bar; played a little off the grid, with accents."""
    notes = []
    for i in range(bars):
        for k, (at, length) in enumerate(((0, Q), (Q, Q // 2), (3 * Q // 2, Q // 2), (2 * Q, Q))):
            pitch = SCALE[(3 * i + 2 * k) % 8]
            notes.append(Note(i * BAR + at + (7 * k + i) % 30, length - 60, pitch, 70 + 9 * k, id=10 * i + k + 1))
    return Score(tracks=(Track("Tune", id=1).with_notes(notes),))


def asked(score: Score, kind: OperationKind, from_bar: int, to_bar: int, seed: int = 7, **how: object) -> Begin:
    operation = Operation(kind, to_bar * BAR, **how)  # type: ignore[arg-type]
    return begin(score, start_tick=from_bar * BAR, operation=operation, rng_seed=seed, with_chords=True)


def takes(request: Begin, bundle: LoadedBundle | None = None, count: int = 1) -> tuple[Take, ...]:
    return generate_batch(bundle or toy(chords=True), request, count)


def plain(notes: Sequence[Note]) -> Plain:
    return sorted((n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes)


def inside(score: Score, from_bar: int, to_bar: int) -> list[Note]:
    return [n for n in score.tracks[0].notes if from_bar * BAR <= n.start_tick < to_bar * BAR]


def accepted(score: Score, take: Take) -> Score:
    return insert_parts(score, take.taken, take.chords, take.start_tick, take.end_tick)


@pytest.fixture(scope="module")
def folk() -> LoadedBundle:
    return open_bundle(str(shipped_models_dir() / "folk-lstm"))


# --- variation ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("keep", ["", "rhythm", "contour"])
def test_a_variation_of_nothing_is_the_same_to_the_tick(keep: str) -> None:
    score = tune()
    take = takes(asked(score, OperationKind.VARY, 2, 6, amount=0.0, keep=keep))[0]
    assert plain(take.notes) == plain(inside(score, 2, 6))
    assert plain(accepted(score, take).tracks[0].notes) == plain(score.tracks[0].notes)


@pytest.mark.parametrize("keep", ["", "rhythm"])
def test_a_larger_amount_goes_further_away(keep: str) -> None:
    score = tune()
    old = set(plain(inside(score, 2, 6)))
    distances = []
    for amount in (0.0, 0.25, 0.5, 0.75, 1.0):
        found = [takes(asked(score, OperationKind.VARY, 2, 6, s, amount=amount, keep=keep))[0] for s in range(5)]
        distances.append(np.mean([len(old - set(plain(t.notes))) for t in found]))
    assert distances[0] == 0
    assert all(near < far for near, far in pairwise(distances))
    assert distances[-1] > 0.8 * len(old)


def test_the_lightest_notes_go_first_and_the_dice_choose_among_equals() -> None:
    score = tune()
    old = {n.start_tick: n for n in inside(score, 2, 6)}
    quavers = {n.start_tick for n in old.values() if n.start_tick % Q > 400}
    changed = []
    for seed in range(6):
        notes = takes(asked(score, OperationKind.VARY, 2, 6, seed, amount=0.125, keep="rhythm"))[0].notes
        changed.append(frozenset(n.start_tick for n in notes if n.pitch != old[n.start_tick].pitch))
    assert all(places <= quavers and len(places) == 2 for places in changed)
    assert len(set(changed)) > 1


@pytest.mark.parametrize("keep", ["rhythm", "contour"])
def test_the_rhythm_is_kept_exactly(keep: str) -> None:
    score = tune()
    take = takes(asked(score, OperationKind.VARY, 2, 6, amount=1.0, keep=keep))[0]
    old = inside(score, 2, 6)
    assert [(n.start_tick, n.duration_ticks, n.velocity) for n in take.notes] == [
        (n.start_tick, n.duration_ticks, n.velocity) for n in old
    ]
    changed = [a.pitch != b.pitch for a, b in zip(take.notes, old, strict=True)]
    assert all(changed) if keep == "rhythm" else sum(changed) > len(old) / 2


@pytest.mark.parametrize("amount", [0.3, 0.6, 1.0])
def test_the_contour_is_kept_also_at_both_ends(amount: float) -> None:
    score = tune()
    for take in takes(asked(score, OperationKind.VARY, 2, 6, amount=amount, keep="contour"), count=4):
        new = accepted(score, take)
        ways = [[np.sign(b.pitch - a.pitch) for a, b in pairwise(s.tracks[0].notes)] for s in (score, new)]
        assert ways[0] == ways[1]
        assert plain(new.tracks[0].notes) != plain(score.tracks[0].notes)


def test_locked_notes_and_what_lies_under_the_melody_come_through_a_variation() -> None:
    score = tune()
    track = score.tracks[0]
    locked = [replace(n, locked=n.start_tick // BAR == 3) for n in track.notes]
    bass = [Note(i * BAR, BAR, 43, 60) for i in range(8)]
    score = score.with_track(track.with_notes([*locked, *bass]))
    take = takes(asked(score, OperationKind.VARY, 2, 5, amount=1.0))[0]
    assert [n for n in take.notes if n.pitch == 43]
    assert not [n for n in take.notes if n.start_tick // BAR == 3 and n.pitch != 43]
    after = accepted(score, take).tracks[0]
    assert {n.id for n in locked if n.locked} <= {n.id for n in after.notes}
    assert [n.start_tick for n in after.notes if n.pitch == 43] == [i * BAR for i in range(8)]


@pytest.mark.parametrize("commit", [2 * BAR + 1, 3 * BAR - 15, 3 * BAR, 3 * BAR + 20, 4 * BAR - 1])
def test_steering_a_variation_of_notes_played_early_leaves_what_was_promised(commit: int) -> None:
    score = tune()
    early = [n.moved(-35, 0) if n.start_tick else n for n in score.tracks[0].notes]
    score = score.with_track(score.tracks[0].with_notes(early))
    request = asked(score, OperationKind.VARY, 2, 5, amount=1.0)
    job = Job(request, toy())
    take = streamed(job, Take.begun(request, "toy"))
    job.steer(Steering(2.0, 2.0, 1.0), commit)
    steered = streamed(job, take)
    promised = [[n for n in plain(t.notes) if n[0] < commit] for t in (take, steered)]
    assert promised[0] == promised[1]
    handed = job.writer.notes(2 * BAR, 5 * BAR)
    assert plain(steered.notes) == sorted((n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in handed)
    assert plain(steered.notes) != plain(take.notes)


def streamed(job: Job, take: Take) -> Take:
    while not job.finished:
        if (proposal := job.advance()) is not None:
            take = take.merged(proposal)
    return take.finished(job.done())


# --- infill ---------------------------------------------------------------------------------------------
def test_the_net_meets_the_notes_after_and_the_songs_own_form() -> None:
    score = replace(tune(), sections=(Section(0, "A"), Section(4 * BAR, "B")))
    task = rewriting(asked(score, OperationKind.INFILL, 2, 4), 0)
    context, rules = task.plan.context, task.plan.rules
    assert [(s.start, s.letter) for s in context.sections] == [(0, "A"), (4 * 48, "B")]
    assert rules.end == 4 * 48
    assert all(cell.start >= rules.end for cell in context.lane)
    pitches = [cell.pitch for cell in context.lane if cell.pitch is not None]
    assert pitches == [n.pitch for n in inside(score, 4, 8)]
    ends = [cell.start + cell.duration for cell in context.lane]
    assert ends[:-1] == [cell.start for cell in context.lane[1:]]  # silence is known as well
    assert rewriting(asked(tune(), OperationKind.INFILL, 2, 4), 0).plan.context.sections == ()


NOTES = st.lists(
    st.tuples(st.integers(0, 6 * BAR), st.integers(1, 2 * BAR), st.integers(40, 90), st.booleans()), max_size=20
)


@settings(deadline=None, max_examples=60)
@given(
    NOTES, st.integers(0, 5 * BAR), st.integers(1, 2 * BAR), st.sampled_from(["infill", "vary", "melody"]), st.data()
)
def test_any_span_of_any_track(
    found: list[tuple[int, int, int, bool]], start: int, length: int, kind: str, data: st.DataObject
) -> None:
    """Locked notes stay, the rest of the track too, nothing begins outside, streamed notes add up to the take."""
    notes = [Note(s, d, p, locked=locked) for s, d, p, locked in found]
    symbols = ChordLane((ChordSymbol(0, parse_chord("D"), "D"),))
    score = Score(tracks=(Track("Tune", id=1).with_notes(notes),), chords=symbols)
    how = {"amount": data.draw(st.floats(0, 1)), "keep": data.draw(st.sampled_from(["", "rhythm", "contour"]))}
    operation = Operation(OperationKind(kind), start + length, **how)
    try:
        take = takes(begin(score, start_tick=start, operation=operation))[0]
    except MuseGenError:
        assert not _room(notes, start, length, kind)
        return
    assert take.end_tick == start + length
    assert all(start <= n.start_tick < start + length and n.duration_ticks > 0 for n in take.notes)
    before, after = score.tracks[0].notes, accepted(score, take).tracks[0].notes
    stays = {n.id for n in before if n.locked or not start <= n.start_tick < start + length}
    assert stays <= {n.id for n in after}
    if kind != "vary":
        under = {(n.start_tick, n.duration_ticks, n.pitch) for n in before}  # the melody, which alone is written anew
        fresh = [n for n in take.notes if (n.start_tick, n.duration_ticks, n.pitch) not in under]
        assert all(n.end_tick <= start + length for n in fresh)
        assert all(a.end_tick <= b.start_tick for a, b in pairwise(fresh))


def _room(notes: list[Note], start: int, length: int, kind: str) -> bool:
    """Is the span long enough, not under a held note of the seed, and, for a variation, is there a note in it?"""
    free = length > Q and not any(n.start_tick < start and n.end_tick > start for n in notes)
    return free and (kind != "vary" or any(start <= n.start_tick < start + length - Q // 4 for n in notes))


def test_notes_under_the_melody_stay_where_bars_are_filled_in() -> None:
    chords = [Note(i * BAR, BAR, p) for i in range(6) for p in (48, 52, 55)]
    tune = [Note(i * Q, Q, 72 + i % 5) for i in range(24)]
    score = Score(tracks=(Track("Piano", id=1).with_notes([*chords, *tune]),))
    take = takes(asked(score, OperationKind.INFILL, 2, 4))[0]
    after = accepted(score, take).tracks[0]
    assert {n.id for n in score.tracks[0].notes if n.pitch < 60} <= {n.id for n in after.notes}


def test_bars_under_a_held_note_and_drums_are_one_sentence_each() -> None:
    held = Score(tracks=(Track("Tune", id=1).with_notes([Note(0, 8 * BAR, 60)]),))
    with pytest.raises(MuseGenError, match="held through all of these bars"):
        takes(asked(held, OperationKind.INFILL, 2, 4))
    with pytest.raises(MuseGenError, match="no notes in these bars to vary"):
        takes(asked(held, OperationKind.VARY, 2, 4))
    drums = Score(tracks=(Track("Drums", 9, id=1).with_notes([Note(0, Q, 36)]),))
    with pytest.raises(MuseGenError, match="drum track"):
        takes(asked(drums, OperationKind.INFILL, 2, 4))


@pytest.mark.slow
@pytest.mark.parametrize("song", ["greensleeves.abc", "river_song.abc", "auld_lang_syne.abc"])
def test_an_infill_joins_what_follows(folk: LoadedBundle, song: str) -> None:
    """Over eight takes and three places the step to the note after is about as wide as the tune's own steps."""
    score = read_any(songs_dir() / song)
    melody = score.tracks[0]
    steps = [abs(b.pitch - a.pitch) for a, b in pairwise(melody.notes)]
    joins = []
    for bar in (3, 5, 6):
        start, end = score.meter.bar_start(bar), score.meter.bar_start(bar + 1)
        next_pitch = next(n.pitch for n in melody.notes if n.start_tick >= end)
        request = begin(score, start_tick=start, track_id=melody.id, operation=Operation(OperationKind.INFILL, end))
        for take in takes(request, folk, 8):
            assert take.notes
            assert take.notes[-1].end_tick <= end
            joins.append(abs(take.notes[-1].pitch - next_pitch))
    assert np.mean(joins) < np.mean(steps) + 1
    assert np.mean([join > 7 for join in joins]) <= 0.05


def test_thirty_two_bars_over_chords_in_an_empty_track_have_the_form_of_a_tune() -> None:
    symbols = ChordLane(tuple(ChordSymbol(i * BAR, parse_chord("D"), "D") for i in range(32)))
    empty = Score(tracks=(Track("Tune", id=1),), chords=symbols)
    context = rewriting(asked(empty, OperationKind.MELODY, 0, 32), 0).plan.context
    assert [(s.start // 48, s.letter, s.repeat) for s in context.sections] == [
        (0, "A", 0),
        (8, "A", 1),
        (16, "B", 0),
        (24, "B", 1),
        (32, "", 0),
    ]
    assert len(context.chords) == 32


def test_near_a_known_note_its_neighbours_are_likelier() -> None:
    context = LeadContext(lane=(KnownNote(96, 12, 72),))
    tracker = LeadTracker(context)
    at = 72 - PITCH_LOW - context.anchor
    assert towards_known(tracker, 12) is None  # more than a bar is to come in between
    tracker.push(LeadEvent(Kind.REST, DURATIONS.index(48)))
    wide, near = (towards_known(tracker, length) for length in (12, 48))
    assert wide is not None
    assert near is not None
    assert wide.argmax() == near.argmax() == at
    assert near[at - 12] < wide[at - 12] < wide[at - 2] < 0
    tracker.push(LeadEvent(Kind.REST, DURATIONS.index(48)))
    assert towards_known(tracker, 12) is None  # nothing is known any more


# --- chords ---------------------------------------------------------------------------------------------
def test_chords_under_a_melody_leave_it_alone_and_written_ones_stay() -> None:
    written = ChordSymbol(5 * BAR, parse_chord("Em"), "Em")
    score = replace(tune(), chords=ChordLane((written,)))
    take = takes(asked(score, OperationKind.HARMONISE, 2, 8))[0]
    assert take.chords
    assert not take.notes
    assert take.chords[0].tick == 2 * BAR
    assert not [c for c in take.chords if 5 * BAR <= c.tick < 6 * BAR]
    after = accepted(score, take)
    assert after.tracks == score.tracks
    assert written in after.chords.symbols
    assert len(after.chords.symbols) == len(take.chords) + 1


def test_a_melody_needs_chords_and_a_harmony_a_melody() -> None:
    with pytest.raises(MuseGenError, match="no chord symbols over these bars"):
        takes(asked(tune(), OperationKind.MELODY, 2, 4))
    with pytest.raises(MuseGenError, match="no melody in these bars"):
        takes(asked(Score(tracks=(Track("Tune", id=1),)), OperationKind.HARMONISE, 2, 4))
    with pytest.raises(MuseGenError, match="no net for chords"):
        takes(asked(tune(), OperationKind.HARMONISE, 2, 4), toy())


@pytest.mark.slow
def test_the_chords_of_a_tune_are_mostly_those_that_were_written(folk: LoadedBundle) -> None:
    """River Song harmonised without its symbols: half bar by half bar the same chord, or one with two common notes."""
    score = read_any(songs_dir() / "river_song.abc")
    bare = replace(score, chords=ChordLane())
    take = takes(replace(asked(bare, OperationKind.HARMONISE, 0, 8), track_id=score.tracks[0].id), folk)[0]
    equal = 0
    for tick in range(0, 8 * BAR, BAR // 2):
        one, other = (_at(symbols, tick) for symbols in (score.chords.symbols, take.chords))
        equal += one is not None and one == other
    assert equal >= 8


def _at(symbols: Sequence[ChordSymbol], tick: int) -> int | None:
    held = [s for s in symbols if s.tick <= tick]
    return held[-1].chord.root if held and held[-1].chord else None


@pytest.mark.slow
def test_a_melody_over_chords_is_a_new_one_that_fits_them(folk: LoadedBundle) -> None:
    score = read_any(songs_dir() / "river_song.abc")
    old = {(n.start_tick, n.pitch) for n in score.tracks[0].notes}
    request = replace(asked(score, OperationKind.MELODY, 4, 8), track_id=score.tracks[0].id)
    notes = [n for take in takes(request, folk, 8) for n in take.notes]
    assert np.mean([(n.start_tick, n.pitch) in old for n in notes]) < 0.5
    strong = [n for n in notes if n.start_tick % BAR == 0]
    fitting = [n.pitch % 12 in _tones(score, n.start_tick) for n in strong]
    assert np.mean(fitting) > 0.7


def _tones(score: Score, tick: int) -> set[int]:
    held = [s for s in score.chords.symbols if s.tick <= tick][-1]
    assert held.chord is not None
    return set(held.chord.pitch_classes)
