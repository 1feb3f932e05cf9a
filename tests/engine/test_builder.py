"""A playlist made of the one before is the playlist made of the whole song."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.engine.build import PlaylistBuilder, playlist_of
from musegen_app.engine.builder import with_others
from musegen_app.engine.playlist import CONTROL, NOTE_ON, joined, ordered, rows_of, sort_keys
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Output, Score, Track
from musegen_app.score.note_table import in_order

LENGTH = 12_000


def some_notes(dice: random.Random, count: int) -> list[Note]:
    return [
        Note(
            dice.randrange(LENGTH // 60) * 60,
            dice.choice((1, 60, 120, 500, 9_000)),
            dice.randrange(58, 63),
            dice.randrange(1, 128),
            muted=dice.random() < 0.1,
        )
        for _ in range(count)
    ]


def a_song(dice: random.Random, tracks: int, count: int) -> Score:
    made = [
        Track(
            channel=i % 4, volume=dice.choice((100, 60)), output=dice.choice((Output(), Output(True, "Piano", i % 2)))
        )
        for i in range(tracks)
    ]
    filled = [replace(t, notes=tuple(sorted(some_notes(dice, count), key=in_order))) for t in made]
    symbols = tuple(ChordSymbol(i * 3840, parse_chord(c), c) for i, c in enumerate(("C", "Am", "F")))
    return Score(tracks=tuple(filled), chords=ChordLane(symbols))


def edited(dice: random.Random, score: Score) -> Score:
    """One random edit, large or small."""
    track = dice.choice(score.tracks)
    ids = [n.id for n in dice.sample(track.notes, min(len(track.notes), dice.choice((1, 2, 40))))]
    match dice.randrange(9):
        case 0:
            return edits.move_notes(score, track.id, ids, dice.randrange(-900, 900), dice.randrange(-2, 3))
        case 1:
            return edits.remove_notes(score, track.id, ids)
        case 2:
            return edits.add_notes(score, track.id, some_notes(dice, dice.choice((1, 30))))
        case 3:
            return edits.resize_notes(score, track.id, ids, dice.randrange(-900, 2000))
        case 4:
            chosen = [n for n in track.notes if n.id in ids]
            return score.with_track(track.exchanged(chosen, [replace(n, muted=not n.muted) for n in chosen]))
        case 5:
            return edits.set_mute(score, track.id, not track.mute)
        case 6:
            return edits.set_volume(score, track.id, dice.randrange(128))
        case 7:
            controls = (*track.controls, ControlEvent(LENGTH, ControlKind.CONTROL, dice.randrange(128), 1))
            return score.with_track(replace(track, controls=controls))
        case _:
            return edits.set_velocity(score, track.id, ids, dice.randrange(1, 128))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((1, 3, 18)), st.sampled_from((0, 5, 60, 400)), st.integers(1, 8))
def test_after_any_edits_it_is_the_playlist_of_the_whole_song(seed: int, tracks: int, count: int, steps: int) -> None:
    dice = random.Random(seed)
    score = a_song(dice, tracks, count)
    builder = PlaylistBuilder()
    builder.playlist_of(score)
    for _ in range(steps):
        for _ in range(dice.choice((1, 1, 3))):  # several edits may lie between two playlists
            score = edited(dice, score)
        made, whole = builder.playlist_of(score), playlist_of(score)
        assert made.events.tolist() == whole.events.tolist()
        assert (made.end_tick, made.routes) == (whole.end_tick, whole.routes)


def test_muted_notes_are_silent() -> None:
    notes = (Note(0, 960, 60), Note(0, 960, 64, muted=True), Note(960, 960, 60, muted=True))
    events = playlist_of(Score(tracks=(Track(notes=notes),))).events
    assert events["data1"][events["kind"] == NOTE_ON].tolist() == [60]
    assert events["tick"].max() == 960


def test_a_muted_note_cuts_no_other_short() -> None:
    notes = (Note(0, 960, 60), Note(480, 960, 60, muted=True))
    events = playlist_of(Score(tracks=(Track(notes=notes),))).events
    assert events["tick"].max() == 960


def test_what_did_not_change_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    score = a_song(random.Random(1), 3, 300)
    builder = PlaylistBuilder()
    whole = builder.playlist_of(score)
    monkeypatch.setattr("musegen_app.engine.builder.voice_events", lambda voice: pytest.fail("made once more"))
    assert np.array_equal(builder.playlist_of(edits.set_title(score, "Other")).events, whole.events)


@pytest.mark.parametrize("count", [0, 1, 7, 200, 600])
def test_other_events_stand_between_the_notes_however_many_they_are(count: int) -> None:
    dice = random.Random(count)
    notes = rows_of((tick, NOTE_ON, 0, 60, 80, 1) for tick in sorted(dice.sample(range(5000), 500)))
    others = rows_of((dice.randrange(0, 5000, 50), CONTROL, 0, 7, n % 128, 1) for n in range(count))
    others = others if count else notes[:0]
    woven = with_others(notes, sort_keys(notes), others)
    assert woven.tobytes() == ordered([notes, others]).tobytes()
    assert len(woven) == len(joined([notes, others]))
