"""Every bundle, every operation it can do: what is locked, not asked for or outside the span is the same before and
after accepting, and what is accepted is what was drawn, note by note."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from musegen_app.sampling.messages import Begin, Operation, OperationKind, Steering
from musegen_app.sampling.offline import generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.edits import insert_parts
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Score, Section, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin
from tests.sampling.test_every_bundle import BAR, BARS, CASES, opened

pytestmark = pytest.mark.slow
START, END = 2 * BAR, 4 * BAR  # of what is written anew


def _early(tick: int, number: int) -> int:
    """As it was played: up to 33 ticks before or after."""
    return max(0, tick + (number * 37) % 67 - 33)


def hard_song() -> Score:
    """Eight bars as they are played: notes off the grid, chords, locked ones (one held into the span, one out of it),
    muted ones, free ones that ring in and out, a pedal that is down across the span."""
    scale = (72, 74, 76, 77, 79, 81, 83, 84)
    tune = [Note(_early(i * Q, i), Q - 40, scale[(i * 3) % 8], 60 + i) for i in range(4 * BARS)]
    locked = {2 * 4 + 1, 3 * 4 + 2}
    tune = [replace(n, locked=i in locked, muted=i == 14) for i, n in enumerate(tune)]
    tune += [
        Note(START - Q // 2, 2 * Q, 67, 70, locked=True),  # rings into the span
        Note(START - Q // 3, Q, 69, 71),
        Note(END - Q // 2, 2 * Q, 65, 72, locked=True),  # rings out of it
        Note(END - Q // 4, 2 * Q, 64, 73),
    ]
    held = [Note(_early(i * BAR, i), BAR - 9, p, 50 + i) for i in range(BARS) for p in (48, 55, 60, 64)]
    held = [replace(n, locked=n.pitch == 60 and i % 2 == 0) for i, n in enumerate(held)]
    bass = [Note(_early(i * 2 * Q, i), 2 * Q, 36 + (i * 5) % 12, 80, locked=i == 5) for i in range(2 * BARS)]
    beat = [Note(_early(i * Q // 2, i), Q // 4, (36, 42, 38, 42)[i % 4], 50 + i, locked=i % 7 == 0) for i in range(64)]
    second = [Note(i * 2 * Q + Q, Q, 60 + i % 5, 66) for i in range(2 * BARS)]
    pedal = [ControlEvent(BAR * i + Q, ControlKind.CONTROL, 127 * (i % 2), 64) for i in range(BARS)]
    tracks = (
        Track("Tune", 0, 73, id=1).with_notes(tune),
        Track("Bass", 1, 33, id=2).with_notes(bass),
        replace(Track("Piano", 2, 0, id=3).with_notes(held), controls=tuple(pedal)),
        Track("Drums", 9, 0, id=4).with_notes(beat),
        Track("Second", 3, 70, id=5).with_notes(second),
    )
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("C", "F", "G", "C") * 2))
    keys, sections = (KeyChange(0, Key(0)),), (Section(0, "A"), Section(4 * BAR, "B"))
    return Score(tracks=tracks, chords=ChordLane(symbols), keys=keys, sections=sections)


def asked(codec: str, kind: OperationKind, score: Score, tracks: tuple[int, ...] = (), **more: object) -> Begin:
    """The request on the track that suits the codec: go on after the song, or bars 3 and 4 anew."""
    own = {"drums": 4, "perf": 3}.get(codec, 1)
    if kind is OperationKind.CONTINUE:
        return begin(score, bars=2, start_tick=BARS * BAR, track_id=own, whole_song=True, **more)
    operation = Operation(kind, END, tracks, amount=0.6)
    if kind is OperationKind.INTERPOLATE:
        operation = replace(operation, to_from_tick=5 * BAR, to_end_tick=7 * BAR)
    return begin(score, start_tick=START, track_id=own, operation=operation, whole_song=True, **more)


def accepted(score: Score, take: Take) -> Score:
    return insert_parts(score, take.taken, take.chords, take.start_tick, take.end_tick)


def fixed(score: Score, take: Take) -> list[str]:
    """All that the take may not change: every field of each note, ids and authors included. A pedal that is down when
    the take begins comes up right before it."""
    told: list[object] = [score.meter, score.tempo, score.keys, score.sections, *score.chords.symbols]
    for track in score.tracks:
        written = track.id in take.track_ids
        told.append([track.id, track.name, track.program, track.channel])
        told.extend(n for n in track.notes if n.locked or n.muted or not written or not _inside(take, n.start_tick))
        told.extend(c for c in track.controls if not written or not take.start_tick - 1 <= c.tick <= take.end_tick)
    return sorted(map(repr, told))


def digest(told: list[str]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _inside(take: Take, tick: int) -> bool:
    return take.start_tick <= tick < take.end_tick


def _sounds(notes: list[Note]) -> Counter[tuple[int, int, int, int]]:
    return Counter((n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes)


def old_tracks(score: Score, after: Score) -> Score:
    return replace(after, tracks=tuple(t for t in after.tracks if t.id in {o.id for o in score.tracks}))


def assert_fixed_stays(score: Score, take: Take) -> None:
    after = accepted(score, take)
    before, now = fixed(score, take), fixed(replace_symbols(score, old_tracks(score, after)), take)
    assert not set(before) ^ set(now)
    assert digest(now) == digest(before)
    for track_id in set(take.track_ids):
        of = {i for i, known in enumerate(take.track_ids) if known == track_id}
        drawn = [n for n, part in zip(take.notes, take.part_numbers, strict=True) if part in of]
        new = next((t for t in after.tracks if t.id == track_id), Track())
        free = [n for n in new.notes if _inside(take, n.start_tick) and not n.locked and not n.muted]
        assert _sounds(free) == _sounds(drawn)  # nothing that was drawn fell by the way


def replace_symbols(before: Score, after: Score) -> Score:
    """Symbols may be filled in where none stood; those that stood are compared."""
    stood = {s.tick for s in before.chords.symbols}
    kept = tuple(s for s in after.chords.symbols if s.tick in stood)
    return replace(after, chords=replace(after.chords, symbols=kept))


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_what_is_locked_unasked_or_outside_is_the_same_after_accepting(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    request = asked(bundle.family.codec, kind, hard_song())
    for take in generate_batch(bundle, request, 2):
        assert_fixed_stays(request.score, take)


@pytest.mark.parametrize(("folder", "kind"), [c for c in CASES if c.values[1] is not OperationKind.CONTINUE])
def test_tracks_that_were_not_asked_for_are_never_written(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    own = {"drums": 4, "perf": 3}.get(bundle.family.codec, 1)
    request = asked(bundle.family.codec, kind, hard_song(), (own,))
    take = generate_batch(bundle, request, 1)[0]
    assert_fixed_stays(request.score, take)
    if kind in (OperationKind.INFILL, OperationKind.VARY, OperationKind.INTERPOLATE):
        assert set(take.track_ids) == {own}


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_a_wild_take_leaves_it_alone_too(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    wild = Steering(pitch_temperature=2.0, rhythm_temperature=2.0, top_p=1.0)
    request = asked(bundle.family.codec, kind, hard_song(), steering=wild, rng_seed=3)
    assert_fixed_stays(request.score, generate_batch(bundle, request, 1)[0])


HUMANISED = [c for c in CASES if c.values[1] is OperationKind.HUMANISE]


@pytest.mark.parametrize(("folder", "kind"), HUMANISED)
def test_humanising_draws_touch_and_nothing_else(folder: Path, kind: OperationKind) -> None:
    bundle, song = opened(folder), hard_song()
    track = song.track({"drums": 4}.get(bundle.family.codec, 3))
    flat = track.with_notes([replace(n, velocity=80) for n in track.notes])
    request = asked(bundle.family.codec, kind, song.with_track(flat))
    whole = replace(request, operation=replace(request.operation, amount=1.0))
    take = generate_batch(bundle, whole, 1)[0]
    free = [n for n in flat.notes if _inside(take, n.start_tick) and not n.locked and not n.muted]
    assert [n.pitch for n in _in_order(take.notes)] == [n.pitch for n in _in_order(free)]
    assert Counter((n.pitch, n.duration_ticks) for n in take.notes) == Counter(
        (n.pitch, n.duration_ticks) for n in free
    )
    assert len({n.velocity for n in take.notes}) > 2
    assert (
        max(abs(a.start_tick - b.start_tick) for a, b in zip(_in_order(take.notes), _in_order(free), strict=True))
        < Q // 3
    )
    still = replace(request, operation=replace(request.operation, amount=0.0))
    assert _sounds(list(generate_batch(bundle, still, 1)[0].notes)) == _sounds(free)


def _in_order(notes: Sequence[Note]) -> list[Note]:
    """By the sixteenth triplet or sixteenth they belong to, then by pitch: what is struck together has no order."""
    return sorted(notes, key=lambda n: (round(n.start_tick / (Q / 2)), n.pitch))
