"""Export as WAV: options, progress, cancel. The job is a stand-in that the test moves on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.base.event import Event
from musegen_app.score.model import Note, Output, Score, Track
from musegen_app.ui.dialogs.export_dialog import ExportDialog
from musegen_app.ui.shell import Shell
from tests.ui.conftest import SilentQuestions

pytestmark = pytest.mark.qt


class HandJob:
    """A job that goes as far as the test says."""

    def __init__(self) -> None:
        self.changed: Event[HandJob] = Event()
        self.state, self.progress, self.problem = "running", 0.0, ""
        self.result: object = None
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True

    def become(self, state: str, progress: float = 0.0, problem: str = "") -> None:
        self.state, self.progress, self.problem = state, progress, problem
        self.changed.emit(self)


@pytest.fixture
def job(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> HandJob:
    made = HandJob()
    monkeypatch.setattr(shell.session.files, "export_wav", lambda path, options: made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, job: HandJob, tmp_path: Path) -> ExportDialog:
    questions = SilentQuestions()
    questions.save = tmp_path / "song.wav"
    made = ExportDialog(shell.session, questions, shell.window)  # type: ignore[arg-type]
    made.show()
    return made


def test_the_options_are_what_was_chosen(dialog: ExportDialog, shell: Shell) -> None:
    shell.session.change_settings(gain_db=-6.0, soundfont="/x.sf2")
    dialog.formats.setCurrentIndex(2)
    dialog.rates.setCurrentIndex(0)
    dialog.tail.setValue(1.5)
    options = dialog.options
    assert (options.sample_format, options.sample_rate, options.tail_seconds) == ("32f", 44_100, 1.5)
    assert (options.gain_db, options.usual_soundfont) == (-6.0, "/x.sf2")


def test_it_shows_how_far_it_is_and_can_be_cancelled(dialog: ExportDialog, job: HandJob) -> None:
    dialog.go.click()
    job.become("running", 0.5)
    assert dialog.bar.value() == 500
    assert not dialog.bar.isHidden()
    assert dialog.go.isHidden()
    dialog.stop.click()
    assert job.cancelled
    job.become("cancelled")
    assert "nothing was written" in dialog.line.text()
    assert not dialog.go.isHidden()


def test_a_failure_is_a_sentence_in_the_dialog(dialog: ExportDialog, job: HandJob) -> None:
    dialog.go.click()
    job.become("failed", problem="The disk is full.")
    assert dialog.line.text() == "The disk is full."
    assert dialog.line.property("role") == "bad"


def test_closing_the_dialog_cancels_and_later_words_of_the_job_hurt_nobody(dialog: ExportDialog, job: HandJob) -> None:
    dialog.go.click()
    dialog.reject()
    assert job.cancelled
    job.become("cancelled")


def test_never_mind_starts_nothing(dialog: ExportDialog) -> None:
    dialog._questions.save = None  # type: ignore[attr-defined]
    dialog.go.click()
    assert dialog.bar.isHidden()


def test_tracks_that_sound_outside_only_are_named(dialog: ExportDialog, shell: Shell, qtbot: QtBot) -> None:
    track = Track("Bass", output=Output(synth=False, port="Expander")).with_notes([Note(0, 960, 40)])
    shell.session.document.replace(Score(tracks=(track,)), None)
    another = ExportDialog(shell.session, SilentQuestions(), shell.window)  # type: ignore[arg-type]
    qtbot.addWidget(another)
    assert another.line.text().startswith("“Bass” sounds on a MIDI output only and is not in the file")
    assert "mutes and volumes" in dialog.line.text()
