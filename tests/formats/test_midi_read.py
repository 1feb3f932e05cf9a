"""What a MIDI file says, as tracks, maps and texts."""

from __future__ import annotations

from musegen_app.formats.midi import parse_midi
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import IMPORTED, ControlEvent, ControlKind, Output, Score, TextEvent
from musegen_app.score.time import MeterChange, MeterMap
from tests.formats.midi_files import meta, midi, note, off, on


def read(*bodies: bytes, file_type: int = 1, division: int = 960) -> Score:
    return parse_midi(midi(*bodies, file_type=file_type, division=division)).score


def control(number: int, value: int, delta: int = 0, channel: int = 0) -> bytes:
    return bytes([delta, 0xB0 | channel, number, value])


def test_notes_with_velocities_and_releases() -> None:
    score = read(on(60, 10, 99) + off(60, 20, velocity=33) + on(62, 0, 1) + on(62, 5, 0))
    notes = [(n.start_tick, n.duration_ticks, n.pitch, n.velocity, n.release_velocity) for n in score.tracks[0].notes]
    assert notes == [(10, 20, 60, 99, 33), (30, 5, 62, 1, 64)]
    assert all(n.origin == IMPORTED for n in score.tracks[0].notes)


def test_running_status_and_a_note_of_no_length() -> None:
    score = read(b"\0\x90\x3c\x40\x0a\x3c\0\0\x3e\x40\0\x3e\0")
    assert [(n.start_tick, n.duration_ticks) for n in score.tracks[0].notes] == [(0, 10), (10, 1)]


def test_an_end_belongs_to_the_oldest_note_of_its_pitch() -> None:
    score = read(on(60) + on(60, 10) + off(60, 10) + off(60, 10) + off(60, 10))
    assert [(n.start_tick, n.end_tick) for n in score.tracks[0].notes] == [(0, 20), (10, 30)]


def test_other_divisions_are_rescaled() -> None:
    opened = parse_midi(midi(note(delta=1, length=3), division=96))
    assert (opened.score.tracks[0].notes[0].start_tick, opened.score.end_tick, opened.remarks) == (10, 40, ())
    rounded = parse_midi(midi(note(delta=1, length=1), division=1000))
    assert rounded.score.end_tick == 2
    assert "1000 ticks to the quarter" in rounded.remarks[0]
    whole = parse_midi(midi(note(delta=1000, length=500), division=1000))
    assert (whole.score.end_tick, whole.remarks) == (1440, ())


def test_a_first_chunk_without_notes_speaks_for_the_song() -> None:
    score = read(meta(3, b"Song") + meta(6, b"Verse", 960), meta(3, b"Flute") + note())
    assert score.title == "Song"
    assert score.texts == (TextEvent(960, "marker", "Verse"),)
    assert [t.name for t in score.tracks] == ["Flute"]


def test_a_first_chunk_with_notes_is_a_track() -> None:
    score = read(meta(3, b"Piano") + meta(2, b"(c)") + meta(5, b"la") + note())
    assert (score.title, score.tracks[0].name) == ("", "Piano")
    assert score.texts == (TextEvent(0, "copyright", "(c)"),)


def test_type_0_becomes_a_track_a_channel() -> None:
    body = meta(3, b"Song") + b"\0\xc0\x28\0\xc9\x00" + note() + note(36, channel=9) + note(50, channel=3)
    score = read(body, file_type=0)
    assert score.title == "Song"
    assert [(t.channel, t.name, t.program) for t in score.tracks] == [
        (0, "Violin", 40),
        (9, "Drums", 0),
        (3, "Grand piano", 0),
    ]
    assert score.texts == ()


def test_an_empty_track_keeps_its_name_and_words() -> None:
    score = read(meta(3, b"Song"), meta(3, b"Words") + meta(5, b"la"))
    assert [(t.name, t.texts) for t in score.tracks] == [("Words", (TextEvent(0, "lyrics", "la"),))]


def test_what_stands_before_the_first_note_sets_the_track() -> None:
    body = control(0, 8) + b"\0\xc0\x05" + control(7, 90) + control(10, 20) + control(64, 127) + note(delta=10)
    track = read(body).tracks[0]
    assert (track.bank, track.program, track.volume, track.pan) == (8, 5, 90, 20)
    assert track.controls == (ControlEvent(0, ControlKind.CONTROL, 127, 64),)


def test_reverb_and_chorus_at_the_start_are_the_track_s() -> None:
    track = read(control(91, 70) + control(93, 5) + note(delta=10) + control(91, 80)).tracks[0]
    assert (track.reverb, track.chorus) == (70, 5)
    assert [(c.number, c.value) for c in track.controls] == [(91, 80)]
    plain = read(note()).tracks[0]
    assert (plain.reverb, plain.chorus) == (40, 0)


def test_a_device_name_is_the_output_of_its_track() -> None:
    score = read(meta(3, b"Song"), meta(9, b"Digital Piano") + meta(5, b"la") + note())
    assert score.tracks[0].output == Output(True, "Digital Piano", 0)
    assert [t.kind for t in score.tracks[0].texts] == ["lyrics"]


def test_fades_stay_controllers_and_unheard_instruments_go() -> None:
    body = control(7, 0) + control(7, 50, 5) + b"\0\xc0\x05\0\xc0\x06" + note(delta=10) + b"\0\xc0\x07"
    track = read(body).tracks[0]
    assert (track.volume, track.program) == (0, 6)
    assert [(c.tick, c.kind, c.value) for c in track.controls] == [
        (5, ControlKind.CONTROL, 50),
        (495, ControlKind.PROGRAM, 7),
    ]


def test_chunks_on_one_channel_share_its_instrument() -> None:
    right = b"\0\xc0\x0d" + control(7, 70) + note()
    left = note(40, delta=100)
    score = read(right, left)
    assert [(t.program, t.volume) for t in score.tracks] == [(13, 70), (13, 70)]


def test_every_kind_of_controller() -> None:
    body = note() + b"\0\xa0\x3c\x11\0\xd0\x22\0\xe0\x00\x40\0\xe0\x7f\x7f\0\xe0\0\0" + control(1, 3)
    kinds = [(c.kind, c.value, c.number) for c in read(body).tracks[0].controls]
    assert kinds == [
        (ControlKind.POLY_PRESSURE, 0x11, 0x3C),
        (ControlKind.PRESSURE, 0x22, 0),
        (ControlKind.BEND, 0, 0),
        (ControlKind.BEND, 8191, 0),
        (ControlKind.BEND, -8192, 0),
        (ControlKind.CONTROL, 3, 1),
    ]


def test_tempo_metre_and_key_from_any_chunk() -> None:
    conductor = meta(0x51, (400_000).to_bytes(3, "big")) + meta(0x58, b"\3\2\x18\x08") + meta(0x59, b"\xfd\0")
    score = read(conductor, meta(0x58, b"\6\3\x18\x08", 2880) + meta(0x59, b"\1\1") + note())
    assert score.tempo.at(0).bpm == 150
    assert score.meter.changes == (MeterChange(0, 3, 4), MeterChange(2880, 6, 8))
    assert [(k.tick, k.key) for k in score.keys] == [(0, Key(3)), (2880, Key(4, Mode.MINOR))]


def test_a_short_first_bar_is_a_pickup() -> None:
    score = read(meta(0x58, b"\1\2\x18\x08") + meta(0x58, b"\4\2\x18\x08", 960) + note())
    assert score.meter == MeterMap((MeterChange(0, 4, 4),), 960)
    late = read(meta(0x58, b"\1\2\x18\x08") + meta(0x58, b"\4\2\x18\x08", 1920) + note())
    assert late.meter == MeterMap((MeterChange(0, 1, 4), MeterChange(1920, 4, 4)))


def test_texts_of_old_programs_are_read() -> None:
    score = read(meta(3, "Für Élise".encode("latin-1")), meta(3, "Flöte".encode()) + note())
    assert (score.title, score.tracks[0].name) == ("Für Élise", "Flöte")


def test_everything_else_is_kept() -> None:
    body = b"\0\xf0\x03\x7e\x09\xf7\0\xf7\x01\xf8" + meta(0x7F, b"\1\2") + meta(0x21, b"\1") + meta(0x60, b"?") + note()
    texts = [(t.kind, t.text) for t in read(body).tracks[0].texts]
    assert texts == [
        ("sysex", "7e09f7"),
        ("escape", "f8"),
        ("sequencer_specific", "0102"),
        ("midi_port", "01"),
        ("meta_60", "3f"),
    ]


def test_broken_texts_of_our_own_are_only_texts() -> None:
    for text in (b"MuseGen notes {", b"MuseGen song []", b"MuseGen dance 1", b"MuseGen chord Hm", b"MuseGen"):
        score = read(meta(1, text), note())
        assert score.chords.symbols == ()
        assert len(score.tracks[0].notes) == 1
    hostile = b'MuseGen notes {"origins":[["drawn","",0,""]],"notes":[[0,60,0,1,-5,9],[0,60,77,1,0,0],[1]]}'
    assert not read(meta(3, b""), meta(1, hostile) + note()).tracks[0].notes[0].locked
