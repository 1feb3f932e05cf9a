"""The report of the training sets on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.training.corpus.__main__ import main

ABC = "X:1\nT:Whole\nM:4/4\nL:1/8\nK:G\n" + "GABc dBGB|" * 8 + "\n\nX:2\nT:Short\nM:4/4\nL:1/8\nK:G\nGABc dBGB|\n"


def test_what_was_used_and_what_was_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data" / "nottingham_folk" / "files" / "abc"
    folder.mkdir(parents=True)
    (folder / "reels.abc").write_text(ABC)
    assert main([str(tmp_path / "data"), str(tmp_path / "cache"), "--files"]) == 0
    text = capsys.readouterr().out
    assert "2 tunes, 1 sheets in 1 families, 64 notes" in text
    assert "reels2: 1 bars" in text
    assert "no regular stretch of 8 bars" in text


def test_any_folder_with_music_is_reported_file_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "book.abc").write_text(ABC)
    assert main([str(tmp_path / "mine"), str(tmp_path / "cache"), "--files"]) == 0
    text = capsys.readouterr().out
    assert "mine: 1 files, 1 pieces, 0 files refused" in text
    assert "bars used 8 (88.9%), refused 1" in text
    assert "book.abc: 8 bars used; 1 bars: no regular stretch of 8 bars" in text


def test_no_data_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path / "cache")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
