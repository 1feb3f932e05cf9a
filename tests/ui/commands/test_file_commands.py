"""New, open, save, quit: nothing unsaved is lost without a question."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu

from musegen_app.engine.messages import Played, PlayedEvent
from musegen_app.score import edits
from musegen_app.session import saving
from musegen_app.ui.dialogs.file_questions import Answer, UnsavedDialog
from musegen_app.ui.shell import Shell
from tests.ui.conftest import SilentQuestions

pytestmark = pytest.mark.qt


@pytest.fixture
def questions(shell: Shell) -> SilentQuestions:
    asked = shell.files.questions
    assert isinstance(asked, SilentQuestions)
    return asked


def change(shell: Shell) -> None:
    shell.session.document.edit("Rename", edits.set_title(shell.session.document.score, "Other"))


def test_a_clean_song_is_left_without_a_question(shell: Shell, questions: SilentQuestions) -> None:
    shell.actions["new_song"].trigger()
    assert questions.asked == []
    assert shell.session.document.title == "Untitled"


def test_a_changed_song_makes_way_without_a_question_and_a_line_leads_back(
    shell: Shell, questions: SilentQuestions
) -> None:
    change(shell)
    shell.actions["new_song"].trigger()
    assert questions.asked == []
    assert shell.session.document.title == "Untitled"
    assert shell.notice.notices[0].sentence == "The unsaved changes of “Other” are kept."
    shell.notice.buttons[0].click()
    assert shell.session.document.title == "Other"
    assert shell.session.document.undo_label == "Rename"
    assert shell.window.isWindowModified()
    assert shell.notice.isHidden()


def test_where_nothing_can_be_kept_the_question_comes_first(shell: Shell, questions: SilentQuestions) -> None:
    change(shell)
    shell.session.autosave.works = False
    shell.actions["new_song"].trigger()
    assert questions.asked == ["unsaved"]
    assert shell.session.document.title == "Other"


def test_the_window_stays_open_on_cancel_and_goes_on_drop(shell: Shell, questions: SilentQuestions) -> None:
    change(shell)
    shell.window.close()
    assert shell.window.isVisible()
    questions.unsaved = Answer.DROP
    shell.window.close()
    assert not shell.window.isVisible()


def test_what_is_being_recorded_is_an_unsaved_change(shell: Shell, questions: SilentQuestions) -> None:
    session = shell.session
    session.record.set_count_in(0)
    session.record.toggle()
    strike = PlayedEvent(time.monotonic_ns(), "Piano", 0x90, 72, 90, 100, True, 0)
    session.record.on_played(Played((strike,)))
    shell.window.close()
    assert questions.asked == ["unsaved"]
    assert session.document.undo_label == "Record"


def test_save_in_the_question_saves_first(shell: Shell, questions: SilentQuestions, tmp_path: Path) -> None:
    change(shell)
    questions.unsaved, questions.save = Answer.SAVE, tmp_path / "song.musegen"
    shell.window.close()
    assert questions.asked == ["unsaved", "save"]
    assert (tmp_path / "song.musegen").exists()
    assert not shell.window.isVisible()


def test_giving_up_on_saving_keeps_the_song(shell: Shell, questions: SilentQuestions) -> None:
    change(shell)
    questions.unsaved, questions.save = Answer.SAVE, None
    shell.window.close()
    assert shell.window.isVisible()
    assert shell.session.document.title == "Other"


def test_saved_songs_open_again_and_stand_among_the_recent_ones(
    shell: Shell, questions: SilentQuestions, tmp_path: Path
) -> None:
    path = questions.save = questions.open = tmp_path / "song.musegen"
    shell.actions["save"].trigger()
    saved = shell.session.document.score
    assert not shell.session.document.dirty
    assert shell.bar.dot.isHidden()
    shell.actions["new_song"].trigger()
    shell.actions["open_song"].trigger()
    assert shell.session.document.score == saved
    recent = next(m for m in shell.window.menuBar().findChildren(QMenu) if m.title() == "Open &recent")
    recent.aboutToShow.emit()
    assert [a.text() for a in recent.actions()] == [path.name]


def test_a_song_that_is_being_saved_for_the_first_time_is_not_asked_about_again(
    shell: Shell, questions: SilentQuestions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "LARGE", 0)
    questions.save = tmp_path / "song.musegen"
    shell.session.document.replace(shell.session.document.score, None)
    change(shell)
    shell.actions["save"].trigger()
    assert shell.session.document.path is None
    shell.actions["save"].trigger()
    shell.session.files.finish_saving()
    assert questions.asked == ["save"]
    assert shell.session.document.path == questions.save


def test_a_file_that_cannot_be_read_is_one_sentence_and_no_box(
    shell: Shell, questions: SilentQuestions, tmp_path: Path
) -> None:
    broken = questions.open = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd nonsense")
    before = shell.session.document.score
    shell.actions["open_song"].trigger()
    assert shell.session.document.score is before
    assert shell.session.status.kind == "error"
    assert "broken.mid" in shell.line.sentence.text()


def test_dropping_a_file_opens_it(shell: Shell, questions: SilentQuestions, tmp_path: Path) -> None:
    questions.save = tmp_path / "song.mid"
    shell.actions["export_midi"].trigger()
    shell.actions["new_song"].trigger()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "song.mid"))])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    shell.window.dropEvent(QDropEvent(QPointF(5, 5), action, mime, button, none))
    assert len(shell.session.document.score.tracks[0].notes) == 32


def test_there_is_nothing_to_export_in_an_empty_song(shell: Shell) -> None:
    shell.actions["new_song"].trigger()
    assert not shell.actions["export_wav"].isEnabled()
    assert "no notes" in shell.actions["export_wav"].toolTip()


def test_the_question_itself(shell: Shell) -> None:
    dialog = UnsavedDialog("River Song", shell.window)
    assert dialog.answer is Answer.CANCEL
    drop, cancel, save = dialog.findChildren(type(shell.panel.steering.more))
    assert [b.text().replace("&", "") for b in (drop, cancel, save)] == ["Don’t save", "Cancel", "Save"]
    drop.click()
    assert dialog.answer is Answer.DROP
