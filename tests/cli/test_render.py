from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from musegen_app import formats
from musegen_app.score.model import Note, Score, Track
from tests.cli.conftest import Command, one_line

pytestmark = pytest.mark.slow


@pytest.fixture
def song(tmp_path: Path) -> Path:
    track = Track("Melody").with_notes([Note(i * 960, 960, 60 + i) for i in range(4)])
    formats.write_any(Score("Song", (track,)), tmp_path / "song.mid")
    return tmp_path / "song.mid"


def test_render(musegen: Command, song: Path, tmp_path: Path) -> None:
    done = musegen("render", song, "-o", tmp_path / "song.wav", "--rate", 44100, "--format", 16, "--tail", 1)
    assert (done.returncode, done.stderr) == (0, "")
    info = soundfile.info(tmp_path / "song.wav")
    assert (info.samplerate, info.subtype) == (44_100, "PCM_16")
    assert 2.0 < info.duration <= 3.0 + 1e-6


def test_what_cannot_be_rendered(musegen: Command, song: Path, tmp_path: Path) -> None:
    assert ".wav" in one_line(musegen("render", song, "-o", "song.mp3"), 2)
    assert "nowhere.mid" in one_line(musegen("render", "nowhere.mid", "-o", "song.wav"), 1)
    assert "none.sf2" in one_line(musegen("render", song, "-o", "song.wav", "--soundfont", "none.sf2"), 1)
    for name, content in (("text.sf2", b"hello"), ("cut.sf2", b"RIFF\x10\0\0\0sfbkLIST")):
        (tmp_path / name).write_bytes(content)
        assert name in one_line(musegen("render", song, "-o", "song.wav", "--soundfont", name), 1)
    for gain in ("nan", "1000", "loud"):
        assert "gain" in one_line(musegen("render", song, "-o", "song.wav", "--gain", gain), 2)
    assert "samples" in one_line(musegen("render", song, "-o", "song.wav", "--rate", "1"), 2)
    assert not (tmp_path / "song.wav").exists()
