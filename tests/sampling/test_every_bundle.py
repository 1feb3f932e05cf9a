"""Every bundle in `models/`, every operation it knows: what is promised of a writer, whatever its codec."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import musegen_app
from musegen_app.bundles.manifest import read_manifest
from musegen_app.sampling.families import CATALOG
from musegen_app.sampling.job import Job, LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, NotesProposed, Operation, OperationKind, Steering
from musegen_app.sampling.offline import generate_batch
from musegen_app.sampling.take import Take
from musegen_app.score.edits import insert_parts
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin

MODELS = Path(musegen_app.__file__).parents[1] / "models"
BUNDLES = sorted(p.parent for p in MODELS.glob("*/manifest.json"))
BAR = 4 * Q
BARS = 8  # of the song
pytestmark = pytest.mark.slow
OPERATIONS = {codec: family().operations for codec, family in CATALOG.items()}
_opened: dict[Path, LoadedBundle] = {}


def opened(folder: Path) -> LoadedBundle:
    if folder not in _opened:
        _opened[folder] = open_bundle(str(folder))
    return _opened[folder]


CASES = [
    pytest.param(folder, kind, id=f"{folder.name}-{kind}")
    for folder in BUNDLES
    for kind in OperationKind
    if kind in OPERATIONS.get(read_manifest(folder).codec, ())
]


def song() -> Score:
    """Eight bars: a tune with two locked notes, a bass, chords held under them, and a beat."""
    scale = (60, 62, 64, 65, 67, 69, 71, 72)
    tune = [Note(i * Q, Q, scale[(i * 3) % 8] + 12, 84) for i in range(4 * BARS)]
    tune = [replace(n, locked=n.start_tick in (2 * BAR, 3 * BAR + Q)) for n in tune]
    bass = [Note(i * 2 * Q, 2 * Q, 36 + (i * 5) % 12, 80) for i in range(2 * BARS)]
    held = [Note(i * BAR, BAR, p, 60) for i in range(BARS) for p in (55, 60, 64)]
    beat = [Note(i * Q, Q // 2, (36, 38)[i % 2], 90) for i in range(4 * BARS)]
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("C", "F", "G", "C") * 2))
    tracks = (
        Track("Tune", 0, 73, id=1).with_notes(tune),
        Track("Bass", 1, 33, id=2).with_notes(bass),
        Track("Piano", 2, 0, id=3).with_notes(held),
        Track("Drums", 9, 0, id=4).with_notes(beat),
    )
    return Score(tracks=tracks, chords=ChordLane(symbols))


def asked(bundle: LoadedBundle, kind: OperationKind, **more: object) -> Begin:
    """CONTINUE after the song; all else in bars 3 and 4 of it."""
    score = song()
    on = 4 if bundle.family.on_drums else 1
    if kind is OperationKind.CONTINUE:
        return begin(score, bars=2, start_tick=BARS * BAR, track_id=on, whole_song=True, **more)
    operation = Operation(kind, 4 * BAR, amount=0.5)
    if kind is OperationKind.INTERPOLATE:
        operation = replace(operation, to_from_tick=5 * BAR, to_end_tick=7 * BAR)
    return begin(score, start_tick=2 * BAR, track_id=on, operation=operation, whole_song=True, **more)


def streamed(job: Job, take: Take) -> tuple[Take, list[NotesProposed]]:
    said = []
    for _ in range(100_000):
        if job.finished:
            return take.finished(job.done()), said
        if (proposal := job.advance()) is not None:
            said.append(proposal)
            take = take.merged(proposal)
    raise AssertionError("it never ends")


def plain(take: Take) -> list[tuple[int, ...]]:
    notes = zip(take.part_numbers, take.notes, strict=True)
    return sorted((p, n.start_tick, n.duration_ticks, n.pitch, n.velocity) for p, n in notes)


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_alone_in_a_batch_and_streamed_it_is_the_same_take(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    request = asked(bundle, kind)
    together = generate_batch(bundle, request, 3)
    assert plain(generate_batch(bundle, request, 1)[0]) == plain(together[0])
    take, said = streamed(Job(request, bundle, 2), Take.begun(request, bundle.name, 2))
    assert plain(take) == plain(together[2])
    assert sum(take.logp) == pytest.approx(sum(together[2].logp))
    for before, after in pairwise(said):
        assert after.replaces_from_tick <= before.until_tick <= after.until_tick
        assert after.parts == before.parts
    assert said[-1].until_tick == take.end_tick


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_notes_are_sound_and_inside_what_was_asked_for(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    request = asked(bundle, kind)
    known = {t.id for t in request.score.tracks}
    for take in generate_batch(bundle, request, 2):
        assert take.parts
        assert all(p.track_id in known | {0} and p.name and 0 <= p.program < 128 for p in take.parts)
        assert len(take.notes) == len(take.logp) == len(take.part_numbers)
        assert all(0 <= part < len(take.parts) for part in take.part_numbers)
        for n in take.notes:
            assert take.start_tick <= n.start_tick < take.end_tick
            assert n.duration_ticks >= 1
            assert 0 <= n.pitch <= 127
            assert 1 <= n.velocity <= 127
        assert all(x <= 1e-4 for x in take.logp)
        assert all(take.start_tick <= c.tick <= take.end_tick for _, c in take.controls_of)
        assert all(0 <= part < len(take.parts) and 0 <= c.value <= 127 for part, c in take.controls_of)
        assert take.end_tick == (request.operation.end_tick or (BARS + 2) * BAR)


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_locked_and_unasked_notes_stay(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    request = asked(bundle, kind)
    before, take = request.score, generate_batch(bundle, request, 1)[0]
    after = insert_parts(before, take.taken, take.chords, take.start_tick, take.end_tick)
    for track in before.tracks:
        written = track.id in take.track_ids
        kept = [n for n in track.notes if n.locked or not written or not _inside(take, n)]
        ids = {n.id for n in after.track(track.id).notes}
        assert {n.id for n in kept} <= ids
        locked = [n for n in track.notes if n.locked]
        fresh = [n for n in after.track(track.id).notes if n.id not in {o.id for o in track.notes}]
        assert not [(n, o) for n in fresh for o in locked if n.pitch == o.pitch and _meet(n, o)]
    assert all(s in after.chords.symbols for s in before.chords.symbols)


@pytest.mark.parametrize(("folder", "kind"), CASES)
def test_steering_leaves_what_was_promised(folder: Path, kind: OperationKind) -> None:
    bundle = opened(folder)
    request = asked(bundle, kind)
    job = Job(request, bundle)
    take, _ = streamed(job, Take.begun(request, bundle.name))
    commit = take.start_tick + BAR
    job.steer(Steering(2.0, 1.7, 1.0), commit)
    steered, said = streamed(job, take)
    assert all(p.replaces_from_tick >= commit for p in said)
    early = [[n for n in plain(t) if n[1] < commit] for t in (take, steered)]
    assert early[0] == early[1]
    assert steered.end_tick == take.end_tick


@pytest.mark.parametrize("folder", BUNDLES, ids=lambda p: p.name)
def test_a_moved_control_counts_from_the_next_beat_on(folder: Path) -> None:
    """Whatever stood before the beat is as it was, nothing new comes before it, and from there on all is new."""
    bundle = opened(folder)
    request = replace(asked(bundle, OperationKind.CONTINUE), bars=6)
    writer = Job(request, bundle).writer
    on_a_beat = 0
    for place in (0.3, 1.1, 2.4, 3.6, 4.7):
        while not writer.complete:
            writer.advance()
        before = [replace(n, logp=0.0) for n in writer.notes(0, writer.end_tick)]
        commit = writer.start_tick + round(place * BAR)
        tick = writer.steer(Steering(rhythm_temperature=1 + place / 10), commit)
        assert commit <= tick <= commit + BAR
        on_a_beat += tick <= commit + Q
        while not writer.complete:
            writer.advance()
        after = [replace(n, logp=0.0) for n in writer.notes(0, writer.end_tick)]
        assert [n for n in after if n.start_tick < tick] == [n for n in before if n.start_tick < tick]
        assert [n for n in after if n.start_tick >= tick] != [n for n in before if n.start_tick >= tick]
    assert on_a_beat == 5 or (bundle.family.codec == "abc" and on_a_beat), "text goes on where a note ends"


@pytest.mark.parametrize("folder", BUNDLES, ids=lambda p: p.name)
def test_steered_while_it_is_streamed_the_take_is_what_the_writer_holds(folder: Path) -> None:
    """No note is told twice, none is left out, none is left over, however the playhead and the knob go."""
    bundle, rnd = opened(folder), random.Random(4)
    request = replace(asked(bundle, OperationKind.CONTINUE), bars=5, credit_tick=(BARS + 2) * BAR)
    job, take, playhead, credit = (
        Job(request, bundle),
        Take.begun(request, bundle.name),
        BARS * BAR,
        request.credit_tick,
    )
    turns = 0
    while not job.finished:
        proposal = job.advance() if job.may_go_on else None
        take = take if proposal is None else take.merged(proposal)
        if job.may_go_on and rnd.random() > 0.02:
            continue
        playhead = min(playhead + rnd.randrange(100, 900), take.until_tick)
        credit = max(credit, playhead + 2 * BAR)
        job.extend(credit)
        if rnd.random() < 0.3 and turns < 6 and playhead + 300 < take.end_tick:
            turns += 1
            job.steer(Steering(rhythm_temperature=rnd.uniform(0.5, 1.6)), playhead + 300)
    written = job.writer.notes(0, take.end_tick)
    assert turns > 2
    assert plain(take) == sorted((n.part, n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in written)


@pytest.mark.parametrize("folder", BUNDLES, ids=lambda p: p.name)
def test_from_nothing(folder: Path) -> None:
    request = begin(Score(tracks=(Track("Melody", id=1),)), bars=2, start_tick=0, whole_song=True)
    take = generate_batch(opened(folder), request, 1)[0]
    assert take.notes
    assert take.end_tick == 2 * BAR


def _inside(take: Take, note: Note) -> bool:
    return take.start_tick <= note.start_tick < take.end_tick


def _meet(one: Note, other: Note) -> bool:
    return one.start_tick < other.end_tick and other.start_tick < one.end_tick
