"""Only chosen notes are written anew: every shipped bundle, every operation that stands in the place of notes."""

from __future__ import annotations

import pytest

from musegen_app.base.errors import MuseGenError
from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling.chosen_notes import with_others_locked
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Operation, OperationKind
from musegen_app.sampling.offline import generate_batch
from musegen_app.score.edits import insert_parts
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from tests.sampling.conftest import begin

BAR = 3840
TUNE = (62, 66, 69, 66, 74, 73, 71, 69, 67, 71, 69, 66, 64, 66, 67, 69)
BUNDLES = sorted(p.parent.name for p in shipped_models_dir().glob("*/manifest.json"))


def song() -> Score:
    tune = Track("Melody", 0, 73, id=1).with_notes([Note(i * 960, 900, TUNE[i], 70 + i) for i in range(16)])
    bass = Track("Bass", 1, 32, id=2).with_notes([Note(i * BAR, BAR, p) for i, p in enumerate((38, 43, 45, 38))])
    hits = [Note(i * 480, 240, (36, 42, 38, 42)[i % 4], 90) for i in range(32)]
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("D", "G", "A7", "D")))
    drums = Track("Drums", 9, id=3).with_notes(hits)
    return Score("Song", (tune, bass, drums), keys=(KeyChange(0, Key(2)),), chords=ChordLane(symbols))


def asked(score: Score, kind: OperationKind, track: Track, ids: tuple[int, ...]) -> Begin:
    operation = Operation(kind, 3 * BAR, (track.id,), 1.0, to_from_tick=3 * BAR, to_end_tick=4 * BAR, note_ids=ids)
    return begin(score, track_id=track.id, start_tick=BAR, operation=operation, whole_song=True, credit_tick=1 << 60)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLES)
def test_unchosen_notes_stay_the_very_notes_they_were(name: str) -> None:
    score, bundle = song(), open_bundle(str(shipped_models_dir() / name))
    track = score.tracks[2 if bundle.family.codec == "drums" else 0]
    inside = [n for n in track.notes if BAR <= n.start_tick < 3 * BAR]
    chosen = inside[2:6]
    refused: set[OperationKind] = set()
    for kind in bundle.family.operations:
        if not kind.replaces:
            continue
        try:
            take = generate_batch(bundle, asked(score, kind, track, tuple(n.id for n in chosen)), 2)[1]
        except MuseGenError:  # there is no room for new notes, and that is said
            refused.add(kind)
            continue
        after = insert_parts(score, take.taken, take.chords, take.start_tick, take.end_tick)
        there = {n for t in after.tracks for n in t.notes}
        assert {n for t in score.tracks for n in t.notes} - set(chosen) <= there, kind
        new = there - {n for t in score.tracks for n in t.notes}
        left = len(set(chosen) & there)
        assert len(new) + left >= len(take.notes), f"{kind}: a drawn note fell by the way"
    assert not refused & {OperationKind.INFILL, OperationKind.VARY, OperationKind.HUMANISE, OperationKind.INTERPOLATE}


def test_chosen_notes_mean_nothing_where_nothing_is_replaced() -> None:
    score = song()
    request = asked(score, OperationKind.CONTINUE, score.tracks[0], (score.tracks[0].notes[5].id,))
    assert with_others_locked(request) is request
    request = asked(score, OperationKind.VARY, score.tracks[0], ())
    assert with_others_locked(request) is request


def test_to_a_writer_all_others_of_the_span_are_locked() -> None:
    score = song()
    muted = Note(BAR + 10, 100, 50, muted=True)
    score = score.with_track(score.tracks[0].with_notes([*score.tracks[0].notes, muted]))
    chosen = next(n for n in score.tracks[0].notes if n.start_tick == BAR + 960)
    sent = with_others_locked(asked(score, OperationKind.VARY, score.tracks[0], (chosen.id,))).score
    locked = {n.id for t in sent.tracks for n in t.notes if n.locked}
    span = {n.id for t in score.tracks for n in t.notes if BAR <= n.start_tick < 3 * BAR}
    assert locked == span - {chosen.id, muted.id}
