"""Which rows and notes the roll shows, and zooming to what is there: keys and ticks on the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def press(qtbot: QtBot, shell: Shell, key: Qt.Key) -> None:
    shell.roll.setFocus()
    qtbot.keyClick(shell.roll.canvas, key)


def ticked(shell: Shell, name: str) -> bool:
    return shell.actions[name].isChecked()


def test_g_folds_to_the_scale_and_back(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    press(qtbot, shell, Qt.Key.Key_G)
    assert stage.rows_mode == "scale"
    assert not stage.pitch.has(63)  # the song is in D major
    assert ticked(shell, "fold_scale")
    press(qtbot, shell, Qt.Key.Key_G)
    assert stage.pitch.rows is None


def test_f_folds_to_the_notes_used(qtbot: QtBot, shell: Shell) -> None:
    press(qtbot, shell, Qt.Key.Key_F)
    used = {n.pitch for n in shell.session.document.score.tracks[0].notes}
    assert shell.roll.stage.pitch.rows == tuple(sorted(used))
    press(qtbot, shell, Qt.Key.Key_G)  # the other fold takes its place
    assert (ticked(shell, "fold_used"), ticked(shell, "fold_scale")) == (False, True)


def test_k_and_n_switch_scale_and_ghosts(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    press(qtbot, shell, Qt.Key.Key_K)
    press(qtbot, shell, Qt.Key.Key_N)
    assert (stage.scale_shown, stage.ghosts) == (False, False)
    assert (ticked(shell, "scale_highlight"), ticked(shell, "ghost_notes")) == (False, False)


def test_a_drum_track_has_drum_rows(shell: Shell) -> None:
    drums = shell.session.document.score.tracks[2]
    shell.roll.set_active_track(drums.id)
    assert shell.roll.stage.rows_mode == "drums"
    assert ticked(shell, "drum_rows")
    assert not shell.actions["fold_scale"].isEnabled()
    shell.actions["drum_rows"].trigger()
    assert shell.roll.stage.pitch.rows is None
    shell.roll.set_active_track(shell.session.document.score.tracks[0].id)
    assert shell.actions["fold_scale"].isEnabled()
    assert not shell.actions["drum_rows"].isEnabled()


def test_x_goes_back_to_the_zoom_before(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    before = (stage.time, stage.pitch)
    press(qtbot, shell, Qt.Key.Key_W)
    assert stage.time.x(shell.session.document.score.end_tick) <= stage.width
    across = stage.time
    press(qtbot, shell, Qt.Key.Key_H)
    assert stage.time == across
    press(qtbot, shell, Qt.Key.Key_X)
    press(qtbot, shell, Qt.Key.Key_X)
    assert (stage.time, stage.pitch) == before


def test_h_shows_the_pitches_in_sight(qtbot: QtBot, shell: Shell) -> None:
    stage = shell.roll.stage
    stage.set_view(pitch=stage.pitch.centred(10, stage.height))
    press(qtbot, shell, Qt.Key.Key_H)
    for note in stage.index.notes:
        assert 0 <= stage.pitch.y(note.pitch) <= stage.height - stage.pitch.row


def test_what_is_switched_off_is_off_at_the_next_start(shell: Shell) -> None:
    shell.actions["show_minimap"].trigger()
    shell.actions["note_names"].trigger()
    shell.remember_layout()
    assert set(layout_of(shell.session.settings.window).roll_without.split()) == {"overview", "names"}
    shell.looks.restore("ghosts")
    assert shell.roll.minimap.is_open
    assert not shell.roll.stage.ghosts
