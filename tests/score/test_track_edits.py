"""Edits of whole tracks."""

from __future__ import annotations

from musegen_app.score import edits
from musegen_app.score.model import ControlEvent, ControlKind, Note, Output, Score, TextEvent, Track

PROGRAM = ControlEvent(960, ControlKind.PROGRAM, 5)
PEDAL = ControlEvent(960, ControlKind.CONTROL, 127, 64)
BANK = ControlEvent(0, ControlKind.CONTROL, 8, 0)


def song() -> Score:
    notes = [Note(0, 10, 60, id=1), Note(0, 10, 62, id=2)]
    first = Track(name="a", channel=0, id=10, controls=(BANK, PROGRAM, PEDAL)).with_notes(notes)
    return Score(tracks=(first, Track(name="drums", channel=9, id=11)))


def names(score: Score) -> list[str]:
    return [t.name for t in score.tracks]


def test_add() -> None:
    score = edits.add_track(song())
    assert [t.channel for t in score.tracks] == [0, 9, 1]
    assert names(edits.add_track(song(), Track(name="new"), 1)) == ["a", "new", "drums"]
    again = edits.add_track(song(), song().tracks[0], -3)
    assert len({t.id for t in again.tracks}) == 3
    assert len(edits.all_note_ids(again)) == 4


def test_channels_run_out_kindly() -> None:
    score = Score()
    for _ in range(17):
        score = edits.add_track(score)
    channels = [t.channel for t in score.tracks]
    assert 9 not in channels
    assert channels[15:] == [0, 1]
    assert edits.free_channel(Score()) == 0


def test_remove() -> None:
    assert names(edits.remove_track(song(), 10)) == ["drums"]
    locked = edits.lock_notes(song(), 10, {1}, True)
    assert edits.remove_track(locked, 10) is locked


def test_duplicate() -> None:
    score = edits.duplicate_track(song(), 10)
    assert names(score) == ["a", "a", "drums"]
    assert score.tracks[1].channel == 1
    assert len(edits.all_note_ids(score)) == 4
    assert edits.duplicate_track(song(), 11).tracks[2].channel == 9


def test_order_and_name() -> None:
    assert names(edits.move_track(song(), 11, 0)) == ["drums", "a"]
    assert names(edits.move_track(song(), 10, 99)) == ["drums", "a"]
    assert names(edits.rename_track(song(), 10, "Flute")) == ["Flute", "drums"]


def test_a_chosen_instrument_is_heard_throughout() -> None:
    track = edits.set_program(song(), 10, 40, 8).track(10)
    assert (track.program, track.bank, track.controls) == (40, 8, (PEDAL,))


def test_fields_are_clamped() -> None:
    score = edits.set_pan(edits.set_volume(edits.set_channel(song(), 10, 99), 10, 300), 10, -1)
    track = score.track(10)
    assert (track.channel, track.volume, track.pan) == (15, 127, 0)
    assert edits.set_mute(score, 10, True).track(10).mute
    assert edits.set_solo(score, 10, True).track(10).solo


def test_texts_are_sorted() -> None:
    texts = (TextEvent(9, "lyrics", "b"), TextEvent(3, "lyrics", "a"))
    assert [t.text for t in edits.set_track_texts(song(), 10, texts).track(10).texts] == ["a", "b"]


def test_fresh_ids_everywhere() -> None:
    score = song()
    fresh = edits.with_fresh_ids(score)
    assert not edits.all_note_ids(fresh) & edits.all_note_ids(score)
    assert not {t.id for t in fresh.tracks} & {t.id for t in score.tracks}
    assert names(fresh) == names(score)


def test_the_mix_of_a_track() -> None:
    score = Score(tracks=(Track(),))
    track_id = score.tracks[0].id
    score = edits.set_reverb(edits.set_chorus(score, track_id, 200), track_id, -1)
    score = edits.set_output(score, track_id, Output(False, "Piano", 99))
    track = score.tracks[0]
    assert (track.reverb, track.chorus, track.output) == (0, 127, Output(False, "Piano", 15))


def test_a_kit_moves_to_the_drums_and_an_instrument_away_from_them() -> None:
    kit = edits.set_instrument(song(), 10, 40, drums=True)
    assert (kit.track(10).program, kit.track(10).channel) == (40, 9)
    tuned = edits.set_instrument(song(), 11, 40, drums=False)
    assert (tuned.track(11).program, tuned.track(11).channel) == (40, 1)
    assert edits.set_instrument(song(), 10, 3, drums=False).track(10).channel == 0


def test_colours() -> None:
    assert edits.set_colour(song(), 10, 3).track(10).colour == 3
    assert edits.set_colour(song(), 10, -9).track(10).colour == -1
    assert edits.set_colour(song(), 10, 999).track(10).colour == 255
    same = song()
    assert edits.set_colour(same, 10, -1) is same
