"""Score -> MIDI -> score is the same song; other libraries hear the same notes in the file."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import mido
import pretty_midi
import pytest
from hypothesis import given, settings

from musegen_app.formats.midi import MidiOptions, midi_bytes, open_midi, parse_midi, write_midi
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import (
    IMPORTED,
    ChordLane,
    ControlEvent,
    ControlKind,
    Note,
    Origin,
    OriginKind,
    Output,
    Score,
    Section,
    TextEvent,
    Track,
)
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from tests.score.scores import scores, without_ids


@given(scores())
@settings(max_examples=150)
def test_nothing_is_lost_on_the_way(score: Score) -> None:
    opened = parse_midi(midi_bytes(score))
    assert without_ids(opened.score) == without_ids(score)
    assert opened.remarks == ()


@given(scores())
def test_writing_what_was_read_gives_the_same_bytes(score: Score) -> None:
    data = midi_bytes(score)
    assert midi_bytes(parse_midi(data).score) == data


def notes_of(score: Score) -> list[tuple[int, int, int, int]]:
    return sorted((n.start_tick, n.pitch, n.velocity, t.channel) for t in score.tracks for n in t.notes if not n.muted)


@given(scores())
def test_type_0_has_the_same_notes(score: Score) -> None:
    score = replace(score, tracks=tuple(replace(t, channel=i) for i, t in enumerate(score.tracks)))
    read = parse_midi(midi_bytes(score, MidiOptions(file_type=0))).score
    assert notes_of(read) == notes_of(score)
    assert (read.title, read.meter, read.keys, read.chords) == (score.title, score.meter, score.keys, score.chords)


def small_song() -> Score:
    melody = [Note(i * 480, 400, 60 + i, 70 + i) for i in range(8)]
    drums = [Note(i * 960, 100, 36, 100) for i in range(4)]
    pedal = (ControlEvent(480, ControlKind.CONTROL, 127, 64), ControlEvent(960, ControlKind.BEND, -100))
    symbols = tuple(ChordSymbol(t, parse_chord(c), c) for t, c in ((0, "C"), (1920, "G7/B"), (2880, "N.C.")))
    return Score(
        title="Kleines Lied ♫",
        tracks=(
            Track(name="Flöte", program=73, volume=90, pan=30, controls=pedal).with_notes(melody),
            Track(name="Drums", channel=9).with_notes(drums),
        ),
        tempo=TempoMap.of_bpm(90),
        meter=MeterMap((MeterChange(0, 3, 4), MeterChange(480 + 2880, 2, 4)), 480),
        chords=ChordLane(symbols),
    )


def test_mido_reads_the_same() -> None:
    score = small_song()
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, 960, 3)
    found, now = [], 0
    for message in file.tracks[1]:
        now += message.time
        if message.type == "note_on":
            found.append((now, message.note, message.velocity))
    assert found == [(n.start_tick, n.pitch, n.velocity) for n in score.tracks[0].notes]
    kinds = [m.type for m in file.tracks[1] if not m.is_meta]
    assert kinds[:3] == ["program_change", "control_change", "control_change"]
    signatures = [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"]
    assert signatures == [(1, 8), (3, 4), (2, 4)], "others see the pickup as a short bar"


def test_pretty_midi_hears_the_same_times() -> None:
    score = small_song()
    heard = pretty_midi.PrettyMIDI(io.BytesIO(midi_bytes(score)))
    for instrument, track in zip(heard.instruments, score.tracks, strict=True):
        assert (instrument.program, instrument.is_drum) == (track.program, track.is_drums)
        for theirs, ours in zip(sorted(instrument.notes, key=lambda n: n.start), track.notes, strict=True):
            assert (theirs.pitch, theirs.velocity) == (ours.pitch, ours.velocity)
            assert theirs.start == pytest.approx(score.tempo.seconds(ours.start_tick), abs=1e-6)
            assert theirs.end == pytest.approx(score.tempo.seconds(ours.end_tick), abs=1e-6)


def test_symusic_reads_the_same() -> None:
    import symusic

    score = small_song()
    read = symusic.Score.from_midi(midi_bytes(score))
    found = [[(n.start, n.duration, n.pitch, n.velocity) for n in t.notes] for t in read.tracks]
    ours = [[(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in t.notes] for t in score.tracks]
    assert sorted(map(sorted, found)) == sorted(map(sorted, ours))


def test_the_file_of_another_program_keeps_its_meaning(tmp_path: Path) -> None:
    """What mido writes we read, and what we write of it mido reads as the same messages."""
    file = mido.MidiFile(type=1, ticks_per_beat=480)
    for channel in (0, 1):
        track = file.add_track(f"Part {channel}")
        track.append(mido.Message("program_change", channel=channel, program=10 + channel))
        for i in range(20):
            track.append(mido.Message("note_on", channel=channel, note=50 + i, velocity=64, time=120))
            track.append(mido.Message("note_off", channel=channel, note=50 + i, velocity=64, time=60))
    file.save(tmp_path / "theirs.mid")
    score = open_midi(tmp_path / "theirs.mid").score
    write_midi(score, tmp_path / "ours.mid")
    back = mido.MidiFile(tmp_path / "ours.mid")
    theirs = [(m.type, m.note, m.time) for m in file if m.type.startswith("note")]
    ours = [(m.type, m.note, m.time) for m in back if m.type.startswith("note")]
    assert [t[:2] for t in theirs] == [o[:2] for o in ours]
    assert [t[2] for t in ours] == pytest.approx([t[2] for t in theirs])


def test_usual_sends_are_not_written_and_the_port_is_named() -> None:
    plain = Track(name="A").with_notes([Note(0, 480, 60)])
    score = Score(tracks=(plain, replace(plain, id=-1, channel=1, output=Output(False, "Piano", 5))))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    numbers = {m.control for t in file.tracks for m in t if m.type == "control_change"}
    assert numbers == {7, 10}
    assert [m.name for t in file.tracks for m in t if m.type == "device_name"] == ["Piano"]
    wet = replace(score, tracks=(score.tracks[0], replace(score.tracks[1], reverb=90)))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(wet)))
    sends = [m.value for t in file.tracks for m in t if m.type == "control_change" and m.control == 91]
    assert sends == [40, 90]


def test_what_was_changed_elsewhere_counts() -> None:
    """Another program moves a note, deletes one, and changes metre and tempo: our own texts do not undo that."""
    origin = Origin(OriginKind.GENERATED, "folk-lstm", 7, "1")
    notes = [Note(0, 480, 60, origin=origin), Note(480, 480, 62, origin=origin, locked=True), Note(960, 480, 64)]
    score = Score(tracks=(Track().with_notes(notes),), meter=MeterMap((MeterChange(0, 3, 4),), 960))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    for message in file.tracks[1]:
        if message.type in ("note_on", "note_off") and message.note == 60:
            message.note = 59
    file.tracks[0] = mido.MidiTrack(m for m in file.tracks[0] if m.type != "time_signature")
    edited = io.BytesIO()
    file.save(file=edited)
    read = parse_midi(edited.getvalue()).score
    assert [(n.pitch, n.origin.kind) for n in read.tracks[0].notes] == [
        (59, OriginKind.IMPORTED),
        (62, OriginKind.GENERATED),
        (64, OriginKind.DRAWN),
    ]
    assert read.tracks[0].notes[1].locked
    assert read.meter == MeterMap()


def test_others_read_who_wrote_a_note_and_do_not_hear_muted_ones() -> None:
    made = Origin(OriginKind.GENERATED, "folk-lstm", 12345, "take 3", "pitch 1.1")
    notes = [Note(0, 480, 60, origin=made), Note(480, 480, 62), Note(480, 960, 62, muted=True, locked=True)]
    data = midi_bytes(Score(tracks=(Track(name="Flute").with_notes(notes),)))
    file = mido.MidiFile(file=io.BytesIO(data))
    assert [m.note for m in file.tracks[1] if m.type == "note_on"] == [60, 62]
    told = " ".join(m.text for m in file.tracks[1] if m.type == "text")
    assert '{"by":"generated","bundle":"folk-lstm","seed":12345,"take":"take 3","settings":"pitch 1.1"}' in told
    assert [len(i.notes) for i in pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments] == [2]
    read = parse_midi(data).score.tracks[0].notes
    assert [(n.pitch, n.muted, n.locked, n.duration_ticks) for n in read] == [
        (60, False, False, 480),
        (62, False, False, 480),
        (62, True, True, 960),
    ]
    assert read[0].origin == made


def test_a_file_of_type_0_says_that_it_has_no_muted_notes(tmp_path: Path) -> None:
    score = Score(tracks=(Track().with_notes([Note(0, 480, 60, muted=True), Note(0, 480, 62)]),))
    assert write_midi(score, tmp_path / "a.mid") == ()
    assert "Muted" in " ".join(write_midi(score, tmp_path / "b.mid", MidiOptions(file_type=0)))
    assert [n.pitch for t in open_midi(tmp_path / "b.mid").score.tracks for n in t.notes] == [62]


@pytest.mark.parametrize(
    "row",
    ["7", "[0,60]", "[-1,60,0,1,80,64,0,0]", "[0,128,0,1,80,64,0,0]", "[0,60,0,0,80,64,0,0]", "[0,60,0,1,0,64,0,0]",
     "[0,60,0,1,80,64,0,9]", '["a",60,0,1,80,64,0,0]', "[2147483647,60,0,1,80,64,0,0]", "[0,60,0,1,80,200,0,0]"],
)  # fmt: skip
def test_a_muted_note_that_cannot_be_is_left_out(row: str) -> None:
    good = "[0,61,0,1,80,64,0,0]"
    text = f'MuseGen notes {{"origins":[{{"by":"drawn"}}],"muted":[{row},{good}]}}'
    track = Track(notes=(Note(0, 480, 60),), texts=(TextEvent(0, "text", text),))
    read = parse_midi(midi_bytes(Score(tracks=(track,)))).score.tracks[0].notes
    assert [(n.pitch, n.muted) for n in read] == [(60, False), (61, True)]


def test_authorship_as_earlier_versions_wrote_it_is_read() -> None:
    text = 'MuseGen notes {"origins":[["generated","folk-lstm",7,"t"]],"notes":[[0,60,0,1,0,0]]}'
    track = Track(notes=(Note(0, 480, 60, origin=IMPORTED),), texts=(TextEvent(0, "text", text),))
    note = parse_midi(midi_bytes(Score(tracks=(track,)))).score.tracks[0].notes[0]
    assert (note.origin, note.locked) == (Origin(OriginKind.GENERATED, "folk-lstm", 7, "t"), True)


def test_a_colour_that_cannot_be_is_no_colour() -> None:
    for told in ("-7", "256", "true", '"red"'):
        track = Track(notes=(Note(0, 480, 60),), texts=(TextEvent(0, "text", f'MuseGen track {{"colour":{told}}}'),))
        assert parse_midi(midi_bytes(Score(tracks=(track,)))).score.tracks[0].colour == -1


def test_who_wrote_a_chord_is_kept() -> None:
    written, proposed = (ChordSymbol(t, parse_chord("D"), "D", generated=bool(t)) for t in (0, 960))
    read = parse_midi(midi_bytes(Score(chords=ChordLane((written, proposed))))).score
    assert [s.generated for s in read.chords.symbols] == [False, True]


def test_sections_are_markers_to_others_and_sections_to_us() -> None:
    mine = TextEvent(3840, "marker", "B")  # the user's own marker, called like the section there
    score = replace(small_song(), sections=(Section(0, "A"), Section(3840, "B")), texts=(mine,))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    assert [m.text for m in file.tracks[0] if m.type == "marker"] == ["A", "B", "B"]
    read = parse_midi(midi_bytes(score)).score
    assert read.sections == score.sections
    assert read.texts == (mine,)


@pytest.mark.parametrize("kind", ["meta_", "meta_zz", "meta_ff", "meta_2f", "meta_51", "meta_-1"])
def test_a_text_that_claims_to_be_another_event_becomes_a_text(kind: str) -> None:
    track = Track(texts=(TextEvent(0, kind, "00"),), notes=(Note(960, 960, 60),))
    read = parse_midi(midi_bytes(Score(tracks=(track,)))).score
    assert [n.pitch for n in read.tracks[0].notes] == [60]
    assert read.tempo == Score().tempo
    assert [(t.kind, t.text) for t in read.tracks[0].texts] == [("text", "00")]


def test_texts_of_unknown_kinds_become_texts() -> None:
    odd = (TextEvent(0, "poem", "la"), TextEvent(0, "sysex", "no hex"), TextEvent(0, "meta_60", "ff00"))
    read = parse_midi(midi_bytes(Score(texts=odd))).score.texts
    assert [(t.kind, t.text) for t in read] == [("text", "la"), ("sysex", ""), ("meta_60", "ff00")]


def test_the_chord_lane_as_a_track_others_hear() -> None:
    score = small_song()
    data = midi_bytes(score, MidiOptions(chord_track=True))
    chords = pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments[-1]
    assert chords.program == score.chords.program
    assert {n.pitch % 12 for n in chords.notes if n.start == 0} == {0, 4, 7}
    assert without_ids(parse_midi(data).score) == without_ids(score), "MuseGen has the symbols already"


def test_tracks_that_share_a_channel_but_not_a_sound_part_ways() -> None:
    tracks = [Track(channel=0, program=p).with_notes([Note(0, 480, 60)]) for p in (40, 0, 40)]
    score = Score(tracks=tuple(tracks))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    assert [next(m.channel for m in t if m.type == "note_on") for t in file.tracks[1:]] == [0, 1, 0]
    assert without_ids(parse_midi(midi_bytes(score)).score) == without_ids(score)


def test_seventeen_sounds_still_make_a_file() -> None:
    tracks = tuple(Track(channel=i % 16, program=i).with_notes([Note(0, 480, 60)]) for i in range(20))
    assert len(parse_midi(midi_bytes(Score(tracks=tracks))).score.tracks) == 20


def test_writing_checks_itself(tmp_path: Path) -> None:
    assert write_midi(small_song(), tmp_path / "a.mid") == ()
    assert without_ids(open_midi(tmp_path / "a.mid").score) == without_ids(small_song())
