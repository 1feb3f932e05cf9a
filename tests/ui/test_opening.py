"""A large file in the real window: the line under the bar stops it, a dropped one asks when it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from musegen_app.formats.midi import midi_bytes
from musegen_app.score.model import IMPORTED, Note, Score, Track
from musegen_app.session import files, opening
from musegen_app.ui.shell import Shell
from tests.waiting import wait_until

pytestmark = pytest.mark.qt


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as large, and whose opening counts as slow from the beginning."""
    monkeypatch.setattr(opening, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(files, "SLOW_SECONDS", 0.0)
    notes = [Note(i * 60, 240, 40 + i % 40, origin=IMPORTED) for i in range(5_000)]
    path = tmp_path / "large.mid"
    path.write_bytes(midi_bytes(Score(title="Large", tracks=(Track("Melody").with_notes(notes),))))
    return path


def finish(shell: Shell) -> None:
    session = shell.session
    wait_until(lambda: session.poll() or not session.files.is_opening)


def words_of(shell: Shell) -> list[str]:
    return [b.text().replace("&", "") for b in shell.notice.findChildren(QPushButton) if b.isVisible()]


def test_a_large_file_comes_when_it_is_read(shell: Shell, large: Path) -> None:
    shell.files.open_path(large)
    assert "Opening large.mid" in shell.session.status.line
    assert "Stop opening it" in words_of(shell)
    finish(shell)
    assert shell.session.document.path == large
    assert len(shell.roll.stage.index.notes) == 5_000
    assert "Stop opening it" not in words_of(shell)


def test_the_line_stops_it(shell: Shell, large: Path) -> None:
    before = shell.session.document.score
    shell.files.open_path(large)
    stop = next(b for b in shell.notice.findChildren(QPushButton) if b.text().replace("&", "") == "Stop opening it")
    stop.click()
    assert not shell.session.files.is_opening
    shell.session.poll()
    assert shell.session.document.score is before
    assert "Stop opening it" not in words_of(shell)


def test_a_large_file_that_was_dropped_can_be_tracks_instead(shell: Shell, large: Path) -> None:
    shell.files.drop([large])
    finish(shell)
    assert shell.session.document.path == large
    assert any(words.startswith("Add its tracks to") for words in words_of(shell))
