"""The lists in the File menu, files dropped on the window, and refused saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu

from musegen_app.formats.project import read_project, write_project
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.availability import why_disabled
from musegen_app.ui.shell import Shell
from tests.ui.conftest import SilentQuestions

pytestmark = pytest.mark.qt


def opened(shell: Shell, title: str) -> QMenu:
    """The list of that title, filled as when it opens."""
    menu = next(m for m in shell.window.menuBar().findChildren(QMenu) if m.title().replace("&", "") == title)
    menu.aboutToShow.emit()
    return menu


def saved_song(folder: Path, name: str) -> Path:
    path = folder / f"{name}.musegen"
    write_project(Score(name, (Track(name).with_notes([Note(0, 960, 60)]),)), path)
    return path


def rename(shell: Shell, title: str) -> None:
    shell.session.document.edit("Rename", edits.set_title(shell.session.document.score, title))


def questions(shell: Shell) -> SilentQuestions:
    asked = shell.files.questions
    assert isinstance(asked, SilentQuestions)
    return asked


def drop(shell: Shell, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    shell.window.dropEvent(QDropEvent(QPointF(5, 5), action, mime, button, none))


def test_a_recent_file_that_has_gone_is_grey_and_says_so(shell: Shell, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shell.files.open_path(saved_song(tmp_path, name))
    (tmp_path / "a.musegen").unlink()
    b, a = opened(shell, "Open recent").actions()
    assert (b.text(), b.isEnabled(), a.text(), a.isEnabled()) == ("b.musegen", True, "a.musegen", False)
    assert why_disabled(a) == f"{tmp_path / 'a.musegen'} is not there any more."


def test_an_earlier_version_opens_as_an_unsaved_song_of_its_own(shell: Shell, tmp_path: Path) -> None:
    assert [a.isEnabled() for a in opened(shell, "Earlier versions").actions()] == [False]
    path = questions(shell).save = tmp_path / "song.musegen"
    for title in ("one", "two"):
        rename(shell, title)
        shell.actions["save"].trigger()
    (version,) = opened(shell, "Earlier versions").actions()
    version.trigger()
    document = shell.session.document
    assert (document.title, document.path, document.dirty) == ("one", None, True)
    assert read_project(path).title == "two"


def test_a_song_left_unsaved_stands_in_the_menu(shell: Shell) -> None:
    assert [a.isEnabled() for a in opened(shell, "Unsaved songs").actions()] == [False]
    rename(shell, "River")
    shell.actions["new_song"].trigger()
    (entry,) = opened(shell, "Unsaved songs").actions()
    assert entry.text().startswith("River, ")
    entry.trigger()
    assert shell.session.document.title == "River"


def test_templates(shell: Shell) -> None:
    names = [a.text() for a in opened(shell, "New from a template").actions()]
    assert names == ["Empty", "Melody and chords", "Four voices", "Piano, two hands", "Band with drums"]
    opened(shell, "New from a template").actions()[2].trigger()
    assert [t.name for t in shell.session.document.score.tracks] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert not shell.session.document.dirty
    rename(shell, "Choir")
    shell.actions["save_template"].trigger()
    own = opened(shell, "New from a template").actions()[-1]
    assert own.text() == "Choir"
    shell.actions["new_song"].trigger()
    own = opened(shell, "New from a template").actions()[-1]
    own.trigger()
    assert [t.name for t in shell.session.document.score.tracks] == ["Soprano", "Alto", "Tenor", "Bass"]


def test_import_puts_tracks_into_the_song(shell: Shell, tmp_path: Path) -> None:
    questions(shell).open = saved_song(tmp_path, "Solo")
    shell.actions["import_song"].trigger()
    assert [t.name for t in shell.session.document.score.tracks] == ["Melody", "Bass", "Drums", "Solo"]
    assert shell.session.document.undo_label == "Add tracks from a file"


def test_a_dropped_file_opens_and_can_be_tracks_instead(shell: Shell, tmp_path: Path) -> None:
    drop(shell, saved_song(tmp_path, "Solo"))
    assert shell.session.document.title == "Solo"
    assert [b.text() for b in shell.notice.buttons] == ["Add its tracks to “River Song” instead", "Fine"]
    shell.notice.buttons[0].click()
    assert shell.session.document.title == "River Song"
    assert [t.name for t in shell.session.document.score.tracks][-1] == "Solo"


def test_dropped_on_a_song_with_unsaved_changes_both_are_there(shell: Shell, tmp_path: Path) -> None:
    rename(shell, "Mine")
    drop(shell, saved_song(tmp_path, "Solo"))
    assert len(shell.notice.notices) == 2
    shell.notice.answer(-1)
    shell.notice.buttons[0].click()
    assert shell.session.document.title == "Mine"
    assert [t.name for t in shell.session.document.score.tracks][-1] == "Solo"
    assert shell.session.document.history == ("Rename", "Add tracks from a file")


@pytest.mark.parametrize("choice", [0, 1, 2])
def test_several_dropped_files_are_asked_about(shell: Shell, tmp_path: Path, choice: int) -> None:
    drop(shell, saved_song(tmp_path, "a"), saved_song(tmp_path, "b"))
    assert [b.text() for b in shell.notice.buttons] == ["Open “a.musegen”", "Add all as tracks", "Cancel"]
    shell.notice.buttons[choice].click()
    names = [t.name for t in shell.session.document.score.tracks]
    assert names == [["a"], ["Melody", "Bass", "Drums", "a", "b"], ["Melody", "Bass", "Drums"]][choice]


def test_a_refused_save_stays_in_a_line_until_there_is_another_place(shell: Shell, tmp_path: Path) -> None:
    questions(shell).save = tmp_path / "gone" / "song.musegen"
    shell.actions["save"].trigger()
    assert "folder does not exist" in shell.notice.notices[0].sentence
    assert shell.session.status.kind == "error"
    assert [b.text() for b in shell.notice.buttons] == ["Save as…", "Not now"]
    questions(shell).save = tmp_path / "song.musegen"
    shell.notice.buttons[0].click()
    assert (tmp_path / "song.musegen").exists()
    assert shell.notice.isHidden()


@pytest.mark.parametrize("choice", [0, 1, 2])
def test_a_file_that_another_program_changed_is_asked_about(shell: Shell, tmp_path: Path, choice: int) -> None:
    path = questions(shell).save = tmp_path / "song.musegen"
    shell.actions["save"].trigger()
    write_project(Score("theirs, which is longer"), path)
    rename(shell, "mine")
    shell.actions["save"].trigger()
    assert [b.text() for b in shell.notice.buttons] == ["Replace it", "Save as…", "Cancel"]
    assert read_project(path).title == "theirs, which is longer"
    questions(shell).save = tmp_path / "other.musegen"
    shell.notice.buttons[choice].click()
    assert read_project(path).title == ("mine" if choice == 0 else "theirs, which is longer")
    assert (tmp_path / "other.musegen").exists() == (choice == 1)
    assert shell.session.document.dirty == (choice == 2)


def test_a_copy_is_saved_beside(shell: Shell, tmp_path: Path) -> None:
    questions(shell).save = tmp_path / "copy.musegen"
    shell.actions["save_copy"].trigger()
    assert read_project(tmp_path / "copy.musegen") == shell.session.document.score
    assert shell.session.document.path is None


def test_the_folder_of_the_song(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("musegen_app.ui.commands.file_commands.show_in_folder", shown.append)
    assert not shell.actions["reveal"].isEnabled()
    path = questions(shell).save = tmp_path / "song.musegen"
    shell.actions["save"].trigger()
    shell.actions["reveal"].trigger()
    assert shown == [path]
