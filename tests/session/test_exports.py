from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from musegen_app.base.errors import DeviceError
from musegen_app.score.model import Note, Output, Score, Track
from musegen_app.session.exports import WavOptions, soundfont_for, write_wav
from musegen_app.session.jobs import Job, JobCancelled
from tests.session.conftest import Room

pytestmark = pytest.mark.slow
QUARTER = 960


def song(bars: int = 1) -> Score:
    track = Track("Melody").with_notes([Note(i * QUARTER, QUARTER, 60 + i % 12) for i in range(4 * bars)])
    return Score("Song", (track,))


@pytest.mark.parametrize(("sample_format", "subtype"), [("16", "PCM_16"), ("24", "PCM_24"), ("32f", "FLOAT")])
def test_a_wav_of_every_kind(tmp_path: Path, sample_format: str, subtype: str) -> None:
    fractions: list[float] = []
    options = WavOptions(44_100, sample_format, tail_seconds=1.0)  # type: ignore[arg-type]
    write_wav(fractions.append, song(), tmp_path / "song.wav", options)
    info = soundfile.info(tmp_path / "song.wav")
    assert (info.samplerate, info.channels, info.subtype) == (44_100, 2, subtype)
    assert 2.0 < info.duration <= 3.0 + 1e-6
    samples, _ = soundfile.read(tmp_path / "song.wav")
    assert 0.01 < np.abs(samples).max() <= 1.0
    assert fractions[-1] == 1.0
    assert fractions == sorted(fractions)


def test_a_cancelled_rendering_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "song.wav").write_bytes(b"the old one")

    def cancel(fraction: float) -> None:
        if fraction > 0.5:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        write_wav(cancel, song(), tmp_path / "song.wav", WavOptions())
    assert (tmp_path / "song.wav").read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["song.wav"]


def test_a_missing_soundfont_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeviceError):
        write_wav(lambda _: None, song(), tmp_path / "song.wav", WavOptions(soundfont=str(tmp_path / "none.sf2")))
    assert not (tmp_path / "song.wav").exists()


def wait(room: Room, job: Job) -> None:
    deadline = time.monotonic() + 60
    while not job.gone:
        assert time.monotonic() < deadline
        room.step(0.0)
        time.sleep(0.005)


def test_the_window_exports_in_the_background(room: Room, tmp_path: Path) -> None:
    job = room.session.files.export_wav(tmp_path / "song", WavOptions(tail_seconds=0.5))
    assert "Exporting song.wav" in room.session.status.line
    wait(room, job)
    assert job.state == "done", job.problem
    assert job.result == tmp_path / "song.wav"
    assert "Exported song.wav" in room.session.status.line
    assert soundfile.info(tmp_path / "song.wav").duration > 4


def test_tracks_that_a_wav_leaves_out_are_named(room: Room, tmp_path: Path) -> None:
    outside = replace(song().tracks[0], name="Bass", output=Output(synth=False, port="Expander"), id=7)
    room.session.document.replace(Score(tracks=(*song().tracks, outside)), None)
    wait(room, room.session.files.export_wav(tmp_path / "song.wav", WavOptions(tail_seconds=0.5)))
    assert room.session.status.line.startswith("Exported song.wav. “Bass” sounds on a MIDI output only")
    assert room.session.status.kind == "warn"


def test_the_window_cancels(room: Room, tmp_path: Path) -> None:
    room.session.document.replace(song(bars=400), None)
    job = room.session.files.export_wav(tmp_path / "song.wav")
    job.cancel()
    wait(room, job)
    assert job.state == "cancelled"
    assert not (tmp_path / "song.wav").exists()


def test_a_song_is_rendered_with_its_own_soundfont_or_the_usual_one_where_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "grand.sf2").touch()
    own = str(tmp_path / "grand.sf2")
    usual = WavOptions(usual_soundfont="usual.sf2")
    assert soundfont_for(Score(), usual) == "usual.sf2"
    assert soundfont_for(Score(soundfont=own), usual) == own
    assert soundfont_for(Score(soundfont=str(tmp_path / "gone.sf2")), usual) == "usual.sf2"
    assert soundfont_for(Score(soundfont=own), WavOptions(soundfont="asked.sf2")) == "asked.sf2"
