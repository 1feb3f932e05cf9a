"""Crafted files: every one opens or gives one clear sentence that names the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.formats import read_any
from musegen_app.formats.guard import MAX_FILE_BYTES, guarded
from musegen_app.formats.midi import open_midi
from musegen_app.score.model import Score
from tests.formats.midi_files import END, chunk, header, meta, midi, note, number, off, on

REFUSED: dict[str, tuple[bytes, str]] = {
    "a delta of 20 bytes": (midi(b"\xff" * 20 + b"\0" + note()[1:]), "damaged at byte"),
    "a thousand huge deltas": (midi((number(0x0FFFFFFF) + b"\x90\x3c\x40") * 1000), "hours"),
    "division 0": (midi(note(), division=0), "how long a beat is"),
    "film frames": (midi(note(), division=0xE728), "SMPTE"),
    "65535 tracks": (midi(note(), tracks=65535), "declares 65535 tracks"),
    "no tracks": (midi(tracks=0), "declares 0 tracks"),
    "tracks that are not there": (header(1, 3), "no tracks"),
    "type 2": (midi(note(), file_type=2), "type 2"),
    "type 7": (midi(note(), file_type=7), "header is damaged"),
    "a text of 256 MB": (header() + chunk(b"\0\xff\x01\xff\xff\xff\x7fshort"), "damaged at byte"),
    "a chunk that is cut": (midi(note())[:-6], "cut short"),
    "a header that is cut": (midi(note())[:12], "does not begin like a MIDI file"),
    "a header of the wrong length": (b"MThd\0\0\0\2" + midi(note())[8:], "header is damaged"),
    "no status byte": (midi(b"\0\x3c\x40"), "damaged at byte"),
    "a status in place of data": (midi(b"\0\x90\x90\x40"), "damaged at byte"),
    "a real-time byte": (midi(b"\0\xf8" + note()), "damaged at byte"),
    "an event that is cut": (header() + chunk(b"\0\x90\x3c"), "damaged at byte"),
    "a delta and nothing": (header() + chunk(note() + b"\0"), "damaged at byte"),
    "a meta type and nothing": (header() + chunk(b"\0\xff"), "damaged at byte"),
    "an endless message that is cut": (header() + chunk(b"\0\xf0\x7f123"), "damaged at byte"),
    "too many events": (
        midi(b"\0\xf6"[:1] + b"\x90\x3c\x40" + b"\0\x3c\x40" * 1_000_000),
        "more than 1,000,000 events",
    ),
    "too many texts": (midi(b"\0\xff\x01\0" * 1_000_001), "more than 1,000,000 events"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_opened_says_so(tmp_path: Path, case: str) -> None:
    data, reason = REFUSED[case]
    path = tmp_path / "song.mid"
    path.write_bytes(data)
    with pytest.raises(FileFormatError) as caught:
        open_midi(path)
    sentence = str(caught.value)
    assert sentence.startswith("“song.mid” cannot be opened: ")
    assert reason in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def opened(tmp_path: Path, data: bytes) -> tuple[Score, tuple[str, ...]]:
    path = tmp_path / "song.mid"
    path.write_bytes(data)
    found = open_midi(path)
    return found.score, found.remarks


def test_one_note_far_away(tmp_path: Path) -> None:
    score, _ = opened(tmp_path, midi(note(delta=9_900_000)))
    assert score.end_tick == 9_900_480


def test_tempo_zero_is_brought_inside(tmp_path: Path) -> None:
    score, remarks = opened(tmp_path, midi(meta(0x51, b"\0\0\0") + meta(0x51, b"\xff\xff\xff", 960) + note()))
    assert [c.us_per_quarter for c in score.tempo.changes] == [60_000, 15_000_000]
    assert "tempo" in remarks[0]


def test_missing_tracks_are_told(tmp_path: Path) -> None:
    score, remarks = opened(tmp_path, midi(note(), tracks=3))
    assert len(score.tracks) == 1
    assert "2 of them are not there" in remarks[0]


def test_hanging_notes_end_with_their_track(tmp_path: Path) -> None:
    data = header(1, 2) + chunk(on(60) + on(64, 100) + meta(0x2F, b"", 860)) + chunk(note(length=9600) + END)
    score, _ = opened(tmp_path, data)
    assert [(n.start_tick, n.end_tick) for n in score.tracks[0].notes] == [(0, 960), (100, 960)]


def test_a_track_without_end_and_what_follows_an_end(tmp_path: Path) -> None:
    score, _ = opened(tmp_path, header(1, 2) + chunk(note()) + chunk(note() + END + note()))
    assert [len(t.notes) for t in score.tracks] == [1, 1]


def test_strangers_and_leftovers_are_passed_over(tmp_path: Path) -> None:
    data = header() + chunk(b"hello", b"XFIH") + chunk(note() + END) + b"trailing rubbish"
    assert opened(tmp_path, data)[0].end_tick == 480


def test_an_envelope_is_opened(tmp_path: Path) -> None:
    inner = midi(note())
    data = b"RIFF" + (len(inner) + 12).to_bytes(4, "little") + b"RMIDdata" + len(inner).to_bytes(4, "little") + inner
    assert opened(tmp_path, data)[0].end_tick == 480


def test_impossible_signatures_are_left_out(tmp_path: Path) -> None:
    body = meta(0x58, b"\0\2\x18\x08") + meta(0x58, b"\4\x20\x18\x08", 10) + meta(0x58, b"\4") + meta(0x59, b"\x70\0")
    score, remarks = opened(tmp_path, midi(body + note()))
    assert (score.meter.changes[0].numerator, len(score.meter.changes), score.keys) == (4, 1, ())
    assert len(remarks) == 2


@pytest.mark.slow
def test_a_million_events_open_in_time(tmp_path: Path) -> None:
    """4 MB within 2 s is the promise; ten times that is the bound on a loaded machine."""
    pairs = (on(60, 1) + off(60, 1)) * 499_000
    begin = time.monotonic()
    score, _ = opened(tmp_path, midi(pairs))
    assert time.monotonic() - begin < 20
    assert len(score.tracks[0].notes) == 499_000


@pytest.mark.slow
def test_many_notes_waiting_for_their_end_take_no_square_time(tmp_path: Path) -> None:
    begin = time.monotonic()
    score, _ = opened(tmp_path, midi(on(60) * 300_000 + off(60) * 300_000))
    assert time.monotonic() - begin < 20
    assert len(score.tracks[0].notes) == 300_000


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.mid", b"", "it is empty"),
        ("big.mid", b"MThd" + b"\0" * MAX_FILE_BYTES, "larger than 16 MB"),
        ("big.abc", b"X:1\n" + b"A" * 5_000_000, "larger than 4 MB"),
        ("photo.jpg", b"\xff\xd8\xff", "not a kind of music file"),
        ("fake.mid", b"just words", "does not begin like a MIDI file"),
        ("fake.musegen", b"PK\3\4 no zip", "damaged"),
        ("words.abc", b"no music here", "not ABC"),
    ],
)
def test_any_other_file(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileFormatError, match=reason) as caught:
        read_any(tmp_path / name)
    assert name in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    cases = ((tmp_path / "no.mid", "no such file"), (tmp_path, "not a file"), (Path("\0.mid"), "cannot be opened"))
    for path, reason in cases:
        with pytest.raises(FileFormatError, match=reason):
            read_any(path)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "x"), "may not read"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (MemoryError(), "memory"),
    ],
)
def test_what_the_system_refuses(tmp_path: Path, error: Exception, reason: str) -> None:
    (tmp_path / "a.mid").write_bytes(b"x")

    def fail(_: bytes) -> None:
        raise error

    with pytest.raises(FileFormatError, match=reason):
        guarded(tmp_path / "a.mid", fail)


def test_a_bug_in_a_parser_is_a_sentence_and_a_log_entry(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.mid").write_bytes(b"x")
    with pytest.raises(FileFormatError, match="damaged in a way"):
        guarded(tmp_path / "a.mid", lambda data: data[99])
    assert "Parser failed" in caplog.text
