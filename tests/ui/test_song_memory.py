"""A song comes back as it was looked at, and the last one at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.app import open_first_song
from musegen_app.engine.messages import Seek
from musegen_app.formats.project import write_project
from musegen_app.score import edits
from musegen_app.session.session import Session
from musegen_app.ui.shell import Shell
from musegen_app.ui.song_views import MOST, SongView, SongViews
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import bring_to_front, river_song, settle

pytestmark = pytest.mark.qt


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "river.musegen"
    write_project(river_song(), path)
    return path


def look_around(shell: Shell) -> SongView:
    """Another zoom, place, track, tool and grid than usual."""
    roll = shell.roll
    roll.stage.set_view(roll.stage.time.zoomed(3.0, 0).scrolled(700), roll.stage.pitch.scrolled(300, 100))
    shell.tracks.pick(shell.session.document.score.tracks[1].id)
    roll.set_tool("draw")
    roll.set_snap("1/8T")
    return shell.memory._view()


def test_each_song_is_looked_at_as_before(shell: Shell, song: Path, engine: FakeEngine) -> None:
    shell.files.open_path(song)
    usual = shell.memory._view()
    view = look_around(shell)
    assert view != usual
    shell.session.transport.seek(1920)
    settle(shell.session)
    shell.actions["new_song"].trigger()
    settle(shell.session)
    shell.files.open_path(song)
    settle(shell.session)
    again = shell.memory._view()
    assert (again.scale, again.left, again.row, again.top) == (view.scale, view.left, view.row, view.top)
    assert (again.track, again.tool, again.snap) == (1, "draw", "1/8T")
    assert shell.view._actions["draw_tool"].isChecked()
    assert shell.session.document.undo_label == ""


def test_the_song_of_the_last_time_is_opened_if_wanted_and_there(shell: Shell, song: Path) -> None:
    shell.files.open_path(song)
    assert shell.session.settings.song == str(song)
    shell.actions["new_song"].trigger()
    assert shell.session.settings.song == ""
    shell.session.change_settings(song=str(song))
    open_first_song(shell.session, shell, [])
    assert shell.session.document.path == song
    shell.actions["new_song"].trigger()
    shell.session.change_settings(song=str(song))
    shell.actions["reopen"].trigger()
    assert not shell.session.settings.reopen
    open_first_song(shell.session, shell, [])
    assert shell.session.document.path is None


def test_at_the_start_it_is_looked_at_as_before_though_nothing_is_shown_yet(
    qtbot: QtBot, session: Session, song: Path
) -> None:
    view = SongView(0.05, 800, 20, 400, 1, "draw", "1/8", "all", 960)
    SongViews().keep(song, view)
    session.change_settings(song=str(song))
    shell = Shell(session)
    qtbot.addWidget(shell.window)
    open_first_song(session, shell, [])
    shell.show()
    bring_to_front(qtbot, shell.window)
    seen = shell.memory._view()
    assert (seen.scale, seen.left, seen.row, seen.top) == (0.05, 800, 20, 400)
    assert (seen.track, seen.tool, seen.snap) == (1, "draw", "1/8")
    shell.bridge.stop()


def test_a_last_song_that_has_gone_is_no_failure(shell: Shell, song: Path) -> None:
    shell.session.change_settings(song=str(song))
    song.unlink()
    open_first_song(shell.session, shell, [])
    assert shell.session.document.path is None
    assert shell.session.status.kind != "error"


def test_closing_writes_down_how_the_song_was_looked_at(shell: Shell, song: Path) -> None:
    shell.files.open_path(song)
    view = look_around(shell)
    shell.window.close()
    assert SongViews().view_of(song) == view


def test_saving_under_another_name_changes_nothing_in_sight(shell: Shell, song: Path, tmp_path: Path) -> None:
    shell.files.open_path(song)
    view = look_around(shell)
    shell.session.document.edit("Rename", edits.set_title(shell.session.document.score, "Other"))
    shell.session.files.save_as(tmp_path / "other.musegen")
    assert shell.memory._view() == view
    assert shell.session.settings.song == str(tmp_path / "other.musegen")


def test_the_widths_of_the_columns_come_back(shell: Shell) -> None:
    shell.window.resize(1700, 800)
    shell.window.set_column_widths(300, 400)
    widths = shell.window.column_widths
    assert widths == (300, 400)
    shell.remember_layout()
    assert (shell.layout.track_width, shell.layout.compose_width) == widths


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 3}', '{"a": {"scale": "wide", "strange": 1}}'])
def test_views_that_cannot_be_read_are_the_usual_ones(tmp_path: Path, text: str) -> None:
    file = tmp_path / "views.json"
    file.write_text(text)
    views = SongViews(file)
    assert views.view_of(tmp_path / "song") is None
    views.keep(tmp_path / "song", SongView(2.0))
    assert SongViews(file).view_of(tmp_path / "song") == SongView(2.0)


def test_the_oldest_views_are_forgotten(tmp_path: Path) -> None:
    views = SongViews(tmp_path / "views.json")
    for number in range(MOST + 3):
        views.keep(tmp_path / f"{number}", SongView(1.0, number))
    kept = [n for n in range(MOST + 3) if views.view_of(tmp_path / f"{n}") is not None]
    assert kept == list(range(3, MOST + 3))


def test_a_playhead_comes_back(shell: Shell, song: Path, engine: FakeEngine) -> None:
    SongViews().keep(song, SongView(0.02, playhead=1920))
    shell.files.open_path(song)
    assert [c.tick for c in engine.sent if isinstance(c, Seek)][-1] == 1920
