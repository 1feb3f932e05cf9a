from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from musegen_app.engine.build import PlaylistBuilder, playlist_of
from musegen_app.engine.channels import CHORD_CHANNEL, assigned_channels
from musegen_app.engine.playlist import BEND, CONTROL, NOTE_OFF, NOTE_ON, PROGRAM, Playlist
from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Output, Score, Track
from musegen_app.score.take_edits import NewTrack, TakenPart


def of(playlist: Playlist, kind: int, channel: int) -> list[tuple[int, int, int]]:
    return [(t, d1, d2) for t, k, c, d1, d2, _ in playlist.events.tolist() if (k, c) == (kind, channel)]


def lane(*symbols: tuple[int, str]) -> ChordLane:
    return ChordLane(tuple(ChordSymbol(tick, parse_chord(text), text) for tick, text in symbols))


def test_a_track_begins_with_its_instrument_and_its_place_in_the_mix() -> None:
    track = Track(channel=2, program=40, bank=1, volume=90, pan=10, reverb=70, chorus=5, notes=(Note(0, 9, 60),))
    playlist = playlist_of(Score(tracks=(track,)))
    assert of(playlist, PROGRAM, 2) == [(0, 40, 0)]
    assert of(playlist, CONTROL, 2) == [(0, 0, 1), (0, 32, 0), (0, 7, 90), (0, 10, 10), (0, 91, 70), (0, 93, 5)]
    assert playlist.events[-2]["kind"] == NOTE_ON


def test_every_track_has_its_own_channel_and_drums_stay_on_ten() -> None:
    tracks = (*(Track(channel=0, program=i) for i in range(5)), Track(channel=9), Track(channel=CHORD_CHANNEL))
    channels = [assigned_channels(tracks)[t.id] for t in tracks]
    assert channels[5] == 9
    melodic = channels[:5] + channels[6:]
    assert len(set(melodic)) == 6
    assert not {9, CHORD_CHANNEL} & set(melodic)
    assert channels[0] == 0


def test_more_tracks_than_channels_share_by_instrument() -> None:
    tracks = tuple(Track(channel=i % 9, program=8 * (i % 14), notes=(Note(0, 9, 60 + i),)) for i in range(20))
    channels = assigned_channels(tracks)
    assert channels[tracks[14].id] == channels[tracks[0].id]
    playlist = playlist_of(Score(tracks=tracks))
    assert len(of(playlist, PROGRAM, channels[tracks[0].id])) == 1
    assert sum(1 for row in playlist.events if row["kind"] == NOTE_ON) == 20


def test_a_quieter_guest_on_a_channel_plays_softer() -> None:
    tracks = (*(Track(volume=100) for _ in range(14)), Track(volume=50, notes=(Note(0, 9, 60, 100),)))
    events = [row for row in playlist_of(Score(tracks=tracks)).events.tolist() if row[1] == NOTE_ON]
    assert [row[4] for row in events] == [50]


def test_a_track_sounds_on_a_port_beside_or_instead_of_the_synth() -> None:
    beside = Track(channel=2, notes=(Note(0, 9, 60),), output=Output(True, "Piano", 4))
    instead = Track(channel=3, program=7, notes=(Note(0, 9, 61),), output=Output(False, "Expander", 9))
    playlist = playlist_of(Score(tracks=(beside, instead)))
    assert playlist.routes == (Route("Piano", 4), Route("Expander", 9))
    assert [of(playlist, NOTE_ON, c) for c in (2, FIRST_ROUTE)] == [[(0, 60, 80)]] * 2
    assert of(playlist, NOTE_ON, FIRST_ROUTE + 1) == [(0, 61, 80)]
    assert of(playlist, PROGRAM, FIRST_ROUTE + 1) == [(0, 7, 0)]
    assert not of(playlist, NOTE_ON, 3)


def test_tracks_on_one_route_share_it_and_muting_renumbers_none() -> None:
    tracks = tuple(Track(notes=(Note(0, 9, 60 + i),), output=Output(False, "P", i // 2)) for i in range(4))
    muted = (replace(tracks[0], mute=True), replace(tracks[1], mute=True), *tracks[2:])
    playlist = playlist_of(Score(tracks=muted))
    assert playlist.routes == (Route("P", 0), Route("P", 1))
    assert [p for _, p, _ in of(playlist, NOTE_ON, FIRST_ROUTE + 1)] == [62, 63]
    assert len(of(playlist, PROGRAM, FIRST_ROUTE + 1)) == 1
    assert not of(playlist, NOTE_ON, FIRST_ROUTE)


def test_a_track_that_is_not_on_the_synth_takes_no_channel_of_it() -> None:
    outside = tuple(Track(channel=0, output=Output(False, "P", i)) for i in range(16))
    inside = tuple(Track(channel=0) for _ in range(14))
    channels = assigned_channels((*outside, *inside))
    assert channels.keys() == {t.id for t in inside}
    assert len(set(channels.values())) == 14


@pytest.mark.parametrize(
    ("mutes", "solos", "heard"),
    [("00", "00", {60, 61}), ("10", "00", {61}), ("00", "10", {60}), ("10", "10", set()), ("01", "11", {60})],
)
def test_mute_and_solo(mutes: str, solos: str, heard: set[int]) -> None:
    tracks = tuple(Track(mute=mutes[i] == "1", solo=solos[i] == "1", notes=(Note(0, 9, 60 + i),)) for i in range(2))
    playlist = playlist_of(Score(tracks=tracks))
    assert {row[3] for row in playlist.events.tolist() if row[1] == NOTE_ON} == heard


def test_muting_moves_no_track_to_another_channel() -> None:
    tracks = tuple(Track(notes=(Note(0, 9, 60 + i),)) for i in range(3))
    muted = (replace(tracks[0], mute=True), *tracks[1:])
    before, after = (
        {row[3]: row[2] for row in playlist_of(Score(tracks=t)).events.tolist() if row[1] == NOTE_ON}
        for t in (tracks, muted)
    )
    assert after == {pitch: before[pitch] for pitch in (61, 62)}


def test_chords_are_struck_at_each_symbol_and_end_at_the_next() -> None:
    score = Score(tracks=(Track(notes=(Note(0, 7_680, 60),)),), chords=lane((0, "C"), (1_920, "C"), (3_840, "N.C.")))
    playlist = playlist_of(score)
    chord = parse_chord("C")
    assert chord is not None
    ons, offs = of(playlist, NOTE_ON, CHORD_CHANNEL), of(playlist, NOTE_OFF, CHORD_CHANNEL)
    assert [(t, p) for t, p, _ in ons] == [(t, p) for t in (0, 1_920) for p in chord.voicing()]
    assert sorted((t, p) for t, p, _ in offs) == [(t, p) for t in (1_920, 3_840) for p in sorted(chord.voicing())]


def test_a_muted_lane_and_a_soloed_track_silence_the_chords() -> None:
    score = Score(tracks=(Track(notes=(Note(0, 10, 60),)),), chords=lane((0, "C")))
    muted = replace(score, chords=replace(score.chords, mute=True))
    soloed = replace(score, tracks=(replace(score.tracks[0], solo=True),))
    assert of(playlist_of(score), NOTE_ON, CHORD_CHANNEL)
    assert not of(playlist_of(muted), NOTE_ON, CHORD_CHANNEL)
    assert not of(playlist_of(soloed), NOTE_ON, CHORD_CHANNEL)


def test_controllers_and_bends_are_kept() -> None:
    controls = (
        ControlEvent(5, ControlKind.BEND, -8192),
        ControlEvent(6, ControlKind.BEND, 8191),
        ControlEvent(7, ControlKind.CONTROL, 100, 64),
        ControlEvent(8, ControlKind.PROGRAM, 12),
    )
    playlist = playlist_of(Score(tracks=(Track(controls=controls),)))
    assert of(playlist, BEND, 0) == [(5, 0, 0), (6, 127, 127)]
    assert (7, 64, 100) in of(playlist, CONTROL, 0)
    assert (8, 12, 0) in of(playlist, PROGRAM, 0)


def test_the_song_ends_with_its_last_bar() -> None:
    assert playlist_of(Score()).end_tick == 0
    assert playlist_of(Score(tracks=(Track(notes=(Note(0, 3_840, 60),)),))).end_tick == 3_840
    assert playlist_of(Score(tracks=(Track(notes=(Note(3_840, 10, 60),)),))).end_tick == 7_680


@dataclass(frozen=True)
class Ghost:
    taken: tuple[TakenPart, ...]
    start_tick: int
    until_tick: int
    chords: tuple[ChordSymbol, ...] = ()


def ghost_of(track_id: int, from_tick: int, until: int, notes: tuple[Note, ...]) -> Ghost:
    return Ghost((TakenPart(track_id, notes),), from_tick, until)


def test_a_ghost_is_heard_in_place_of_what_it_would_replace() -> None:
    track = Track(notes=(Note(0, 100, 60), Note(960, 100, 61), Note(1_000, 100, 62, locked=True), Note(5_000, 10, 63)))
    score = Score(tracks=(track,), chords=lane((0, "C"), (960, "F")))
    chord = parse_chord("G")
    proposed = (ChordSymbol(960, chord, "G"), ChordSymbol(1_920, chord, "G"))
    notes = (Note(960, 50, 70),)
    ghost = replace(ghost_of(track.id, 960, 4_800, notes), chords=proposed)
    playlist = playlist_of(score, extra=ghost)
    assert [p for _, p, _ in of(playlist, NOTE_ON, 0)] == [60, 70, 62, 63]
    assert sorted({t for t, _, _ in of(playlist, NOTE_ON, CHORD_CHANNEL)}) == [0, 960, 1_920]
    accepted = edits.insert_take(score, track.id, notes, proposed, 960, 4_800)
    assert playlist.events.tolist() == playlist_of(accepted).events.tolist()
    assert playlist_of(score, extra=ghost_of(-1, 960, 4_800, notes)).end_tick == playlist_of(score).end_tick


def test_every_part_of_a_ghost_is_heard_with_its_own_sound() -> None:
    score = Score(tracks=(Track(notes=(Note(0, 100, 60), Note(960, 100, 61))),))
    pedal = (ControlEvent(960, ControlKind.CONTROL, 127, 64),)
    parts = (
        TakenPart(score.tracks[0].id, (Note(960, 50, 70),), pedal),
        TakenPart(9_001, (Note(960, 50, 40),), None, NewTrack("Bass", 33)),
        TakenPart(9_002, (Note(960, 50, 36),), None, NewTrack("Drums", 0, is_drums=True)),
        TakenPart(9_003, (), None, NewTrack("Silent", 12)),
    )
    playlist = playlist_of(score, extra=Ghost(parts, 960, 4_800))
    assert [p for _, p, _ in of(playlist, NOTE_ON, 0)] == [60, 70]
    assert [p for _, p, _ in of(playlist, NOTE_ON, 1)] == [40]
    assert [p for _, p, _ in of(playlist, NOTE_ON, 9)] == [36]
    assert [p for _, p, _ in of(playlist, PROGRAM, 1)] == [33]
    assert (960, 64, 127) in of(playlist, CONTROL, 0)
    accepted = edits.insert_parts(score, parts, (), 960, 4_800)
    assert [(t.name, t.program, t.is_drums) for t in accepted.tracks[1:]] == [("Bass", 33, False), ("Drums", 0, True)]
    assert playlist.events.tolist() == playlist_of(accepted).events.tolist()


def test_muted_notes_are_silent_in_a_ghost_and_while_it_grows_too() -> None:
    many = tuple(Note(i * 60, 50, 40 + i % 30, muted=i % 3 == 0) for i in range(600))
    score = Score(tracks=(Track(notes=many),))
    builder = PlaylistBuilder()
    builder.playlist_of(score)
    for until in (960, 1_920, 9_600):
        proposed = tuple(Note(t, 50, 90, muted=t % 960 == 0) for t in range(480, until, 480))
        ghost = ghost_of(score.tracks[0].id, 480, until, proposed)
        made, whole = builder.playlist_of(score, extra=ghost), playlist_of(score, extra=ghost)
        assert made.events.tolist() == whole.events.tolist()
        assert [t for t, p, _ in of(made, NOTE_ON, 0) if p == 90] == list(range(480, until, 960))
    assert builder.playlist_of(score).events.tolist() == playlist_of(score).events.tolist()
