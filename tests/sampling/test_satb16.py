"""Four voices being written: what is fixed stays, what is drawn is what comes out, batches change nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from musegen_app.codecs.satb16 import frames_of
from musegen_app.sampling.messages import Listen, OperationKind, Steering
from musegen_app.sampling.satb16_view import hear_satb
from musegen_app.sampling.satb16_writer import SatbNets, SatbWriter, advance_satb
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import Note, Score, Track
from tests.sampling.satb import STEP, four, nets, request, track

Plain = tuple[int, int, int, int]


def write(writer: SatbWriter) -> list[Plain]:
    while not writer.complete:
        writer.advance()
    return plain(writer)


def plain(writer: SatbWriter) -> list[Plain]:
    found = writer.notes(0, 1 << 60)
    return [(n.part, n.start_tick // STEP, n.duration_ticks // STEP, n.pitch) for n in found]


def of(notes: list[Plain], part: int) -> list[tuple[int, int, int]]:
    return [n[1:] for n in notes if n[0] == part]


@pytest.mark.parametrize("head", ["nade", "rbm"])
def test_from_nothing_four_voices_fill_the_span(head: str) -> None:
    notes = write(SatbWriter(request(Score(), OperationKind.CONTINUE, 0, 32), nets(head)))
    for part in range(4):
        own = of(notes, part)
        assert own
        assert all(a[0] + a[1] <= b[0] for a, b in pairwise(own))
        assert own[-1][0] + own[-1][1] <= 32


def test_new_music_is_told_a_key_and_where_it_comes_to_rest() -> None:
    context = SatbWriter(request(Score(), OperationKind.CONTINUE, 0, 64), nets()).view.context
    assert (context.tonic, context.minor, context.length) == (0, False, 64)
    assert context.phrase_ends == (24, 56)  # on the third beat of every second bar
    assert SatbWriter(request(four(4), OperationKind.INFILL, 16, 32), nets()).view.context.phrase_ends == ()


@pytest.mark.parametrize("head", ["nade", "rbm"])
def test_a_take_is_the_same_alone_and_in_any_batch(head: str) -> None:
    begin, some = request(four(1), OperationKind.CONTINUE, 16, 40), nets(head)
    together = [SatbWriter(begin, some, i) for i in range(5)]
    while not together[0].complete:
        advance_satb(together)
    assert write(SatbWriter(begin, some, 3)) == plain(together[3])
    assert plain(together[2]) != plain(together[3])


def test_continuing_goes_on_in_the_tracks_and_leaves_the_seed_alone() -> None:
    writer = SatbWriter(request(four(1), OperationKind.CONTINUE, 16, 32), nets())
    notes = write(writer)
    assert [p.track_id for p in writer.parts] == [1, 2, 3, 4]
    assert min(n[1] for n in notes) == 16  # nothing of the seed is held on
    assert all(n[1] >= 16 for n in notes)


def test_a_note_held_over_the_start_keeps_its_end() -> None:
    song = four(1)
    long = replace(song.tracks[0].notes[-1], duration_ticks=10 * STEP)
    soprano = replace(song.tracks[0], notes=(*song.tracks[0].notes[:-1], long))
    writer = SatbWriter(
        request(replace(song, tracks=(soprano, *song.tracks[1:])), OperationKind.CONTINUE, 16, 32), nets()
    )
    assert min(n[1] for n in write(writer) if n[0] == 0) == 22


def test_harmonising_writes_the_other_three_and_hears_the_melody() -> None:
    song = Score(tracks=(track(5, [72, 74, 76, 77, 79, 77, 76, 74]),))
    begin = replace(request(song, OperationKind.HARMONISE, 0, 32, track_ids=(5,)), track_id=5)
    some = nets()
    writer = SatbWriter(begin, some)
    notes = write(writer)
    assert [p.name for p in writer.parts] == ["Alto", "Tenor", "Bass"]
    assert {n[0] for n in notes} == {0, 1, 2}
    sung = frames_of(writer.sampler.values)
    assert sung.pitches[::4, 0].tolist() == [72, 74, 76, 77, 79, 77, 76, 74]


def test_a_low_melody_is_harmonised_as_the_bass() -> None:
    song = Score(tracks=(track(5, [43, 45, 47, 48]),))
    writer = SatbWriter(replace(request(song, OperationKind.HARMONISE, 0, 16), track_id=5), nets())
    assert [p.name for p in writer.parts] == ["Soprano", "Alto", "Tenor"]


def test_filling_in_keeps_what_is_around_and_what_is_locked() -> None:
    song = four(3)
    locked = song.tracks[1].notes[5]  # steps 20…24
    alto = replace(song.tracks[1], notes=tuple(replace(n, locked=n is locked) for n in song.tracks[1].notes))
    song = replace(song, tracks=(song.tracks[0], alto, *song.tracks[2:]))
    writer = SatbWriter(request(song, OperationKind.INFILL, 16, 32, track_ids=(2, 3)), nets())
    notes = write(writer)
    assert [p.track_id for p in writer.parts] == [2, 3]
    assert all(n[1] >= 16 and n[1] + n[2] <= 32 for n in notes)
    assert all(n[1] + n[2] <= 20 or n[1] >= 24 for n in notes if n[0] == 0)  # the locked note is the song's
    sung = frames_of(writer.sampler.values).pitches
    assert (sung[20:24, 1] == locked.pitch).all()
    assert sung[16:32:4, 0].tolist() == [72, 74, 76, 74]


def test_what_comes_after_is_in_the_lane() -> None:
    some = nets()
    SatbWriter(request(four(3), OperationKind.INFILL, 16, 32), some)
    lane = some.net.heard_lanes[-1]  # type: ignore[attr-defined]
    assert (lane[:16, 1:5] > 0).all()
    assert (lane[16:32, 1:5] == 0).all()
    assert (lane[32:48, 1:5] > 0).all()


def test_variation_nothing_is_the_same_and_more_is_further_away() -> None:
    song = four(2)
    old = {(t.id - 1, n.start_tick // STEP, n.duration_ticks // STEP, n.pitch) for t in song.tracks for n in t.notes}
    distances = []
    for amount in (0.0, 0.3, 1.0):
        begin = request(song, OperationKind.VARY, 0, 32, amount=amount)
        distances.append(len(old - set(write(SatbWriter(begin, nets())))))
    assert distances[0] == 0
    assert 0 < distances[1] < distances[2]


def test_a_variation_may_keep_the_rhythm() -> None:
    song = four(2)
    begin = request(song, OperationKind.VARY, 0, 32, amount=1.0, keep="rhythm")
    notes = write(SatbWriter(begin, nets()))
    assert [n[:3] for n in sorted(notes)] == [(p, 4 * i, 4) for p in range(4) for i in range(8)]
    assert {n[3] for n in notes if n[0] == 0} != {72, 74, 76}


def test_a_variation_may_keep_the_contour() -> None:
    begin = request(four(2), OperationKind.VARY, 0, 32, amount=1.0, keep="contour")
    soprano = [pitch for _, _, pitch in of(write(SatbWriter(begin, nets())), 0)]
    assert np.sign(np.diff(soprano)).tolist() == np.sign(np.diff([72, 74, 76, 74] * 2)).tolist()


def two_passages() -> Score:
    """Bar 1 and, in bar 3, another one."""
    lines = ([72, 74, 76, 74], [67, 65, 64, 65], [60, 59, 60, 62], [48, 50, 52, 43])
    others = ([77, 76, 74, 72], [69, 67, 65, 64], [60, 60, 59, 60], [53, 48, 43, 48])
    tracks = []
    for i, (a, b) in enumerate(zip(lines, others, strict=True)):
        second = track(i + 1, b, start=32).notes
        tracks.append(replace(track(i + 1, a), notes=(*track(i + 1, a).notes, *second)))
    return Score(tracks=tuple(tracks))


@pytest.mark.parametrize(("share", "bar"), [(0.0, 0), (1.0, 2)])
def test_an_interpolation_ends_exactly_in_both_passages(share: float, bar: int) -> None:
    begin = request(
        two_passages(), OperationKind.INTERPOLATE, 0, 16, to_from_tick=32 * STEP, to_end_tick=48 * STEP, amount=share
    )
    expected = [
        (t.id - 1, n.start_tick // STEP - 16 * bar, 4, n.pitch)
        for t in two_passages().tracks
        for n in t.notes
        if n.start_tick // STEP // 16 == bar
    ]
    assert sorted(write(SatbWriter(begin, nets()))) == sorted(expected)


def test_half_way_there_is_something_of_both_passages() -> None:
    begin = request(
        two_passages(), OperationKind.INTERPOLATE, 0, 16, to_from_tick=32 * STEP, to_end_tick=48 * STEP, amount=0.5
    )
    notes = set(write(SatbWriter(begin, nets())))
    both = [
        {(t.id - 1, n.start_tick // STEP - 16 * bar, 4, n.pitch) for t in two_passages().tracks for n in t.notes}
        for bar in (0, 2)
    ]
    assert notes & both[0]
    assert notes & both[1]
    assert not notes <= both[0]


def test_steering_draws_again_from_the_beat_and_keeps_what_began() -> None:
    begin, some = request(four(1), OperationKind.CONTINUE, 16, 64), nets()
    writer = SatbWriter(begin, some)
    first = write(writer)
    tick = writer.steer(Steering(pitch_temperature=2.0), 33 * STEP)
    assert tick == 36 * STEP
    assert writer.position == 36
    again = write(writer)
    assert [n for n in again if n[1] < 36] == [n for n in first if n[1] < 36]
    assert again != first


def test_decided_notes_do_not_change() -> None:
    writer = SatbWriter(request(Score(), OperationKind.CONTINUE, 0, 48), nets())
    seen: list[PartNote] = []
    while not writer.complete:
        writer.advance()
        decided = writer.notes(0, writer.decided_tick)
        assert decided[: len(seen)] == seen
        seen = decided
    assert seen == writer.notes(0, writer.end_tick)


def test_a_cold_net_sings_its_likeliest_notes() -> None:
    begin = replace(
        request(Score(), OperationKind.CONTINUE, 0, 32), steering=Steering(pitch_temperature=0.2, top_p=0.05)
    )
    takes = {tuple(write(SatbWriter(begin, nets(), i))) for i in range(3)}
    assert len(takes) == 1


def test_the_head_is_chosen_by_the_request() -> None:
    some = nets("nade", "rbm")
    assert SatbWriter(request(four(1), OperationKind.CONTINUE, 16, 32), some).machine is None
    begin = request(four(1), OperationKind.CONTINUE, 16, 32, style=(("rbm", 1.0),))
    assert SatbWriter(begin, some).machine is not None


def test_a_piano_of_many_voices_stays_on_one_track_and_the_fifth_note_is_named() -> None:
    chord = [Note(0, 4 * STEP, p) for p in (72, 67, 64, 60, 48)]
    song = Score(tracks=(Track(id=9, name="Piano", notes=tuple(chord)),))
    heard = hear_satb(Listen(1, song, 9, 0, 16 * STEP))
    assert len(heard.unheard) == 1
    assert "four" in heard.why
    writer = SatbWriter(replace(request(song, OperationKind.CONTINUE, 4, 20), track_id=9), nets())
    assert {p.track_id for p in writer.parts} == {9}


def test_an_odd_net_never_breaks_a_rule() -> None:
    class Mad:
        weights = np.zeros((0, 0), np.float32)
        lane_vectors = staticmethod(lambda cells: np.zeros((len(cells), 1), np.float32))
        zero_state = staticmethod(lambda batch=1: np.zeros((batch, 1), np.float32))
        step = staticmethod(lambda state, features, lane: (state, state, state))

        @staticmethod
        def voice(
            v: int, prepared: np.ndarray, given: np.ndarray, relations: np.ndarray, match: np.ndarray
        ) -> np.ndarray:
            logits = np.full((len(given), 36), -1e9, np.float32)
            logits[:, :2] = 1e9
            return logits

    notes = write(SatbWriter(request(Score(), OperationKind.CONTINUE, 0, 16), SatbNets(Mad())))  # type: ignore[arg-type]
    assert notes == []
