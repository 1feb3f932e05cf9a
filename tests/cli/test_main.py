from __future__ import annotations

import logging
import os
import sys

import pytest

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.cli import bundles
from musegen_app.cli.main import COMMANDS, main
from tests.cli.conftest import ROOT, Command, one_line
from tests.waiting import finished


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name, _ in COMMANDS)


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"musegen {name}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["compose"], ["generate"], ["bundles", "--loud"], ["render", "x.mid"]])
def test_misuse_is_one_line_and_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith("musegen")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MuseGenError("The disk\nis full."), 1, "The disk is full."),
        (SettingsError("Nine bars only."), 2, "Nine bars only."),
        (KeyboardInterrupt(), 1, "stopped"),
        (ZeroDivisionError("oh"), 1, "ZeroDivisionError"),
    ],
)
def test_failures_become_one_line(
    error: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(args: object) -> int:
        raise error

    monkeypatch.setattr(bundles, "run", fail)
    with caplog.at_level(logging.CRITICAL):
        assert main(["bundles"]) == code
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert words in told.err


def test_a_reader_that_goes_away_is_no_failure_worth_words() -> None:
    command = ["/bin/sh", "-c", f"{sys.executable} -m musegen_app.cli doctor --json | head -c 1"]
    environment = {**os.environ, "MUSEGEN_AUDIO": "none", "CI": "true"}  # pyfluidsynth chats where CI is set
    done = finished(command, cwd=ROOT, env=environment)
    assert done.stdout == "{"
    assert done.stderr == ""


def test_version(musegen: Command) -> None:
    done = musegen("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "musegen")


def test_an_unknown_command_from_the_shell(musegen: Command) -> None:
    assert "--help" in one_line(musegen("compose"), 2)
