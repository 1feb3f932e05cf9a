"""The log file of a process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.base.log import start_log, stop_log
from musegen_app.base.paths import user_log_dir


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    logger = logging.getLogger("musegen_app")
    before = list(logger.handlers), logger.level
    yield
    stop_log()
    logger.handlers, logger.level = before[0], before[1]


def test_records_go_to_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    path = start_log("engine")
    logging.getLogger("musegen_app.x").info("quiet %d", 1)
    assert path == user_log_dir() / "engine.log"
    assert "quiet 1" in path.read_text()
    assert capsys.readouterr().err == ""


def test_verbose_tells_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    start_log("engine", verbose=True)
    logging.getLogger("musegen_app.x").debug("detail")
    assert "detail" in capsys.readouterr().err


def test_the_shell_can_stay_silent(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    start_log("engine", shell=False)
    logging.getLogger("musegen_app.x").warning("trouble")
    assert capsys.readouterr().err == ""
    assert "trouble" in caplog.text


def test_starting_twice_writes_once() -> None:
    start_log("engine")
    path = start_log("engine")
    logging.getLogger("musegen_app.x").info("once")
    assert path is not None
    assert path.read_text().count("once") == 1


def test_a_folder_that_cannot_be_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MUSEGEN_HOME", str(tmp_path / "file"))
    assert start_log("engine") is None
    assert "No log file" in caplog.text
