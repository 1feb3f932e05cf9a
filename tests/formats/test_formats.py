"""The list of formats: opening by content, saving by name; and the demo songs."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.atomic import backup_versions
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import backups_dir, songs_dir
from musegen_app.formats import FORMATS, format_of, open_any, read_any, write_any
from musegen_app.score.model import Score
from tests.score.scores import without_ids

DEMOS = sorted(p.name for p in songs_dir().glob("*.abc"))


def test_the_list() -> None:
    suffixes = [s for f in FORMATS for s in f.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(s == s.lower() and s.startswith(".") for s in suffixes)
    assert all(f.can_read and f.can_write for f in FORMATS)
    assert format_of(".MID") is format_of(".midi")
    assert format_of(".mp3") is None


@pytest.mark.parametrize("suffix", [".musegen", ".mid", ".abc"])
def test_content_counts_more_than_the_name(tmp_path: Path, suffix: str) -> None:
    score = read_any(songs_dir() / "oh_susanna.abc")
    write_any(score, tmp_path / f"song{suffix}")
    (tmp_path / f"song{suffix}").rename(tmp_path / "song.txt")
    opened = open_any(tmp_path / "song.txt").score
    assert [len(t.notes) for t in opened.tracks] == [len(t.notes) for t in score.tracks]
    assert (opened.title, opened.chords, opened.meter) == (score.title, score.chords, score.meter)


def test_saving_under_a_strange_name(tmp_path: Path) -> None:
    for name in ("song.mp3", "song", "song."):
        with pytest.raises(FileFormatError, match=r"one of these endings: \.musegen, \.mid, \.abc"):
            write_any(Score(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".musegen", ".mid", ".abc"])
def test_what_is_overwritten_is_kept(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"song{suffix}"
    path.write_bytes(b"what the user had")
    write_any(read_any(songs_dir() / "oh_susanna.abc"), path)
    assert [p.read_bytes() for p in backup_versions(path, backups_dir())] == [b"what the user had"]


@pytest.mark.parametrize("name", DEMOS)
def test_demo_songs_are_whole(name: str, tmp_path: Path) -> None:
    score = read_any(songs_dir() / name)
    assert score.title
    assert score.keys
    assert score.chords.symbols
    ends = {score.meter.position(t.end_tick - 1).bar for t in score.tracks}
    assert len(ends) == 1, "all parts end in the same bar"
    assert all(t.name for t in score.tracks)
    scale = score.keys[0].key.pitch_classes
    lead = score.tracks[0].notes
    assert sum(n.pitch % 12 in scale for n in lead) > 0.8 * len(lead)
    write_any(score, tmp_path / "a.mid")
    assert without_ids(read_any(tmp_path / "a.mid")) == without_ids(score)


def test_there_are_songs_to_show() -> None:
    assert len(DEMOS) >= 3
