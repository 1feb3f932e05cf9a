"""After a crash: a line for each song that was not saved, and what its answers do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, QLocale

from musegen_app.document.slots import unsaved_dir
from musegen_app.document.unsaved import About, write_unsaved
from musegen_app.formats.project import read_project, write_project
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.commands.keeping_commands import time_text
from musegen_app.ui.shell import Shell
from tests.ui.conftest import river_song, settle
from tests.waiting import wait_until

pytestmark = pytest.mark.qt
Leave = Callable[..., Path]


@pytest.fixture
def leave() -> Leave:
    """Put a song where a program that was killed would have left it."""

    def put(title: str, path: Path | None = None, *, set_aside: bool = False, number: int = 1, age: float = 0) -> Path:
        file = unsaved_dir() / f"100{number}-999999" / "1.musegen"
        file.parent.mkdir(parents=True)
        score = Score(title, (Track("Melody").with_notes([Note(0, 960, 60)]),))
        write_unsaved(file, score, About(title, path, None, time.time() - age, set_aside))
        return file

    return put


def answers(shell: Shell) -> list[str]:
    return [b.text() for b in shell.notice.buttons]


def test_nothing_left_nothing_said(shell: Shell) -> None:
    assert shell.notice.isHidden()


def test_recovering_opens_it_as_unsaved_and_leaves_the_file_alone(shell: Shell, leave: Leave, tmp_path: Path) -> None:
    song = tmp_path / "river.musegen"
    write_project(river_song(), song)
    before = song.read_bytes()
    leave("Second River", song)
    shell.keeping.offer()
    sentence = shell.notice.notices[0].sentence
    assert sentence.startswith("MuseGen ended unexpectedly. “Second River” has changes from ")
    assert sentence.endswith(" that were not saved.")
    assert answers(shell) == ["Recover", "Throw away", "Not now"]
    shell.notice.buttons[0].click()
    document = shell.session.document
    assert (document.title, document.path, document.dirty) == ("Second River", song, True)
    assert [t.name for t in shell.roll.stage.score.tracks] == ["Melody"]
    assert shell.window.isWindowModified()
    assert song.read_bytes() == before
    shell.actions["save"].trigger()
    assert read_project(song).title == "Second River"


def test_a_file_that_changed_since_the_crash_is_not_written_over(shell: Shell, leave: Leave, tmp_path: Path) -> None:
    song = tmp_path / "river.musegen"
    write_project(river_song(), song)
    shell.files.open_path(song)
    shell.session.document.edit("Rename", edits.set_title(shell.session.document.score, "Mine"))
    shell.actions["new_song"].trigger()
    kept = shell.session.kept.songs[0]
    assert kept.about.stamp is not None
    write_project(Score("Theirs"), song)
    os.utime(song, ns=(1, 1))
    shell.keeping.recover(kept)
    shell.actions["save"].trigger()
    assert read_project(song).title == "Theirs"
    assert "another program" in shell.notice.notices[-1].sentence


def test_esc_means_not_now_and_keeps_it(shell: Shell, leave: Leave) -> None:
    file = leave("River")
    shell.keeping.offer()
    shell.notice.answer(-1)
    assert file.exists()
    assert [s.about.title for s in shell.session.kept.songs] == ["River"]


def test_throwing_away_can_be_taken_back_in_the_next_line(shell: Shell, leave: Leave) -> None:
    file = leave("River")
    shell.keeping.offer()
    shell.notice.buttons[1].click()
    assert shell.notice.notices[0].sentence == "The unsaved changes of “River” are thrown away."
    assert file.exists()
    shell.notice.buttons[0].click()
    assert answers(shell) == ["Recover", "Throw away", "Not now"]
    shell.notice.buttons[1].click()
    shell.notice.answer(-1)
    wait_until(lambda: not file.exists(), what=file)  # a thread removes it
    assert shell.notice.isHidden()
    assert shell.session.kept.songs == ()


def test_several_songs_come_one_by_one_and_each_can_be_had(shell: Shell, leave: Leave) -> None:
    for number, title in enumerate(("First", "Second"), 1):
        leave(title, number=number, age=60 * number)
    shell.keeping.offer()
    assert len(shell.notice.notices) == 2
    shell.notice.buttons[0].click()
    assert shell.session.document.title == "First"
    shell.notice.buttons[0].click()
    assert shell.session.document.title == "Second"
    settle(shell.session)
    assert [s.about.title for s in shell.session.kept.songs] == ["First"]
    assert shell.notice.notices[0].sentence == "The unsaved changes of “First” are kept."


def test_a_song_left_on_purpose_is_not_called_a_crash(shell: Shell, leave: Leave) -> None:
    leave("River", set_aside=True)
    shell.keeping.offer()
    assert shell.notice.notices[0].sentence.startswith("“River” has changes from ")


def test_a_damaged_one_is_said_and_kept(shell: Shell, leave: Leave) -> None:
    file = leave("River")
    file.write_bytes(file.read_bytes()[:300])
    shell.keeping.offer()
    sentence = shell.notice.notices[0].sentence
    assert "is damaged and cannot be read; it is kept as " in sentence
    (kept,) = (unsaved_dir() / "damaged").iterdir()
    assert str(kept) in sentence


def test_one_whose_song_alone_is_damaged_is_said_when_it_is_opened(
    shell: Shell, leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave("River")
    shell.keeping.offer()
    before = shell.session.document.score
    monkeypatch.setattr("musegen_app.formats.project.score_from", _refuse)
    shell.notice.buttons[0].click()
    assert shell.session.document.score is before
    assert shell.session.status.kind == "error"
    assert len(list((unsaved_dir() / "damaged").iterdir())) == 1


def _refuse(_: object) -> Score:
    from musegen_app.formats.project_json import WrongValue

    raise WrongValue("no song")


def test_a_moment_of_another_day_has_its_date() -> None:
    short = QLocale.FormatType.ShortFormat
    today, long_ago = QDateTime.currentDateTime(), QDateTime.fromSecsSinceEpoch(0)
    assert time_text(today.toSecsSinceEpoch()) == QLocale().toString(today.time(), short)
    assert time_text(0) == f"{QLocale().toString(long_ago.date(), short)} {QLocale().toString(long_ago.time(), short)}"


def test_what_the_crash_interrupted_is_offered_first(shell: Shell, leave: Leave) -> None:
    leave("Yesterday", set_aside=True, number=1, age=3600)
    leave("Just now", number=2)
    leave("An hour ago", number=3, age=1800)
    shell.keeping.offer()
    assert "Just now" in shell.notice.notices[0].sentence
