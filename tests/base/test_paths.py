"""Where things lie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from musegen_app.base import paths


def test_one_variable_moves_all_of_the_users_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSEGEN_HOME", str(tmp_path))
    folders = [paths.user_data_dir(), paths.user_config_dir(), paths.user_log_dir(), paths.user_models_dir()]
    assert all(f.is_relative_to(tmp_path) for f in [*folders, paths.backups_dir()])
    assert len(set(folders)) == 4
    assert paths.model_dirs() == (paths.user_models_dir(), paths.shipped_models_dir())


def test_without_it_they_are_where_the_system_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUSEGEN_HOME")
    assert "MuseGen" in str(paths.user_data_dir())
    assert not paths.user_data_dir().is_relative_to(paths.program_dir())


def test_what_the_program_brings_is_there() -> None:
    assert (paths.songs_dir() / "greensleeves.abc").is_file()
    assert paths.shipped_models_dir().is_dir()


def test_a_frozen_program_looks_into_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"


def test_existing_makes_the_folder(tmp_path: Path) -> None:
    assert paths.existing(tmp_path / "a" / "b").is_dir()
    assert paths.existing(tmp_path / "a" / "b").is_dir()
