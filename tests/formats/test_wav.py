"""WAV files, read back by an independent library."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from musegen_app.base.errors import FileFormatError, SettingsError
from musegen_app.formats import wav
from musegen_app.formats.wav import Block, SampleFormat, write_wav

FORMATS: list[tuple[SampleFormat, str, float]] = [
    ("16", "PCM_16", 2**-15),
    ("24", "PCM_24", 2**-23),
    ("32f", "FLOAT", 0),
]


def noise(frames: int, loudness: float = 1.0) -> Block:
    values = np.random.default_rng(5).uniform(-loudness, loudness, (frames, 2))
    return values.astype(np.float32)


@pytest.mark.parametrize(("sample_format", "subtype", "step"), FORMATS)
@pytest.mark.parametrize("rate", [22_050, 48_000, 96_000])
def test_every_format_and_rate(
    tmp_path: Path, sample_format: SampleFormat, subtype: str, step: float, rate: int
) -> None:
    samples, path = noise(10_001), tmp_path / "a.wav"
    frames = write_wav(path, np.array_split(samples, 7), sample_rate=rate, sample_format=sample_format)
    read, found_rate = soundfile.read(path, dtype="float64", always_2d=True)
    info = soundfile.info(path)
    assert (frames, len(read), found_rate, info.subtype, info.channels) == (10_001, 10_001, rate, subtype, 2)
    assert np.abs(read - samples).max() <= step, "rounded to the nearest step, the loudest one clipped"
    assert path.stat().st_size == int.from_bytes(path.read_bytes()[4:8], "little") + 8


@pytest.mark.parametrize("sample_format", ["16", "24"])
def test_too_loud_is_clipped_not_wrapped(tmp_path: Path, sample_format: SampleFormat) -> None:
    samples = noise(1000, 3.0)
    write_wav(tmp_path / "a.wav", [samples], sample_format=sample_format)
    read, _ = soundfile.read(tmp_path / "a.wav")
    assert np.abs(read - np.clip(samples, -1, 1)).max() < 1e-4


def test_what_is_no_number_is_silence(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", [np.array([[np.nan, 0.5]], dtype=np.float32)])
    read, _ = soundfile.read(tmp_path / "a.wav")
    assert read.tolist() == [[0.0, 0.5]]


def test_an_empty_song_is_a_file() -> None:
    path = Path(os.environ["MUSEGEN_HOME"])
    path.mkdir()
    assert write_wav(path / "a.wav", []) == 0
    assert soundfile.info(path / "a.wav").frames == 0


class Cancelled(Exception):
    pass


def test_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    def blocks() -> Iterator[Block]:
        yield noise(1000)
        raise Cancelled

    (tmp_path / "a.wav").write_bytes(b"the old one")
    with pytest.raises(Cancelled):
        write_wav(tmp_path / "a.wav", blocks())
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]
    assert (tmp_path / "a.wav").read_bytes() == b"the old one"


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", lambda *_: Full())
    with pytest.raises(FileFormatError, match="the disk is full"):
        write_wav(tmp_path / "a.wav", [noise(10)])
    assert list(tmp_path.iterdir()) == []


def test_more_than_four_gigabytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "MAX_DATA_BYTES", 6_000)
    with pytest.raises(FileFormatError, match="4 GB"):
        write_wav(tmp_path / "a.wav", [noise(500)] * 3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("rate", "sample_format"), [(0, "16"), (10**6, "16"), (48_000, "8")])
def test_what_wav_does_not_have(tmp_path: Path, rate: int, sample_format: SampleFormat) -> None:
    with pytest.raises(SettingsError, match="WAV file has"):
        write_wav(tmp_path / "a.wav", [], sample_rate=rate, sample_format=sample_format)
