"""Paths from a command line, or help, or one line about what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.training.asked import asked_paths


def test_paths_come_in_the_order_of_their_names() -> None:
    assert asked_paths("About.", ["music", "kept"], "DATA", "CACHE") == [Path("music"), Path("kept")]


def test_a_missing_path_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        asked_paths("About.", ["music"], "DATA", "CACHE")
    assert "CACHE" in capsys.readouterr().err


def test_help_says_what_the_program_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        asked_paths("What it does.", ["--help"], "DATA")
    assert "What it does." in capsys.readouterr().out
