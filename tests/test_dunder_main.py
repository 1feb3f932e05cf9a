"""Who answers: the window or the command line."""

from __future__ import annotations

import sys

import pytest

from musegen_app.__main__ import _taken, _wants_window, main


@pytest.mark.parametrize("arguments", [[], ["song.mid"], ["/a b/tune.abc"], ["song.musegen"]])
def test_no_arguments_or_a_file_open_the_window(arguments: list[str]) -> None:
    assert _wants_window(arguments)


@pytest.mark.parametrize("arguments", [["bundles"], ["--help"], ["--version"], ["render", "in.mid", "-o", "out.wav"]])
def test_commands_go_to_the_command_line(arguments: list[str]) -> None:
    assert not _wants_window(arguments)


def test_a_flag_is_taken_out_with_its_value() -> None:
    assert _taken(["a.mid", "--startup-report", "r.json"], "--startup-report") == ("r.json", ["a.mid"])
    assert _taken(["--startup-report"], "--startup-report") == ("", ["--startup-report"])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == main(["song.mid"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line[:30] for line in lines] == ["musegen: there is no display t"] * 2


def test_a_library_that_is_missing_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "musegen_app.app", None)
    assert main([]) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "doctor" in told
