"""Questions about files; the dialogs themselves are Qt's."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from musegen_app.ui.dialogs.file_questions import FileQuestions, usual_folder
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def test_a_new_song_is_proposed_in_the_users_folder(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _w, _t, near, _k: (asked.append(near), ("", ""))[1])
    FileQuestions(shell.window).path_to_save(None, "Air: in D")
    FileQuestions(shell.window).path_to_export(None, "Air", ".mid")
    assert asked == [str(usual_folder() / "Air- in D.musegen"), str(usual_folder() / "Air.mid")]


def test_without_folders_for_music_it_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "none"))
    assert usual_folder() == Path.home()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path))
    assert usual_folder() == tmp_path
