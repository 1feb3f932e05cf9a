"""The quantise panel: seen at once, applied as one step, closed without a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musegen_app.score import edits
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.piano_roll.groove import Groove, groove_of
from musegen_app.ui.shell import Shell
from tests.ui.conftest import settle

pytestmark = pytest.mark.qt
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def crooked(shell: Shell) -> Shell:
    """The first eight notes are 40 ticks late."""
    document = shell.session.document
    track = document.score.tracks[0]
    ids = [n.id for n in track.notes[:8]]
    document.replace(edits.move_notes(document.score, track.id, ids, 40, 0), None)
    QTest.keyClick(shell.roll.canvas, Qt.Key.Key_Q, SHIFT)
    assert shell.groove.panel.isVisible()
    return shell


def starts(shell: Shell) -> list[int]:
    return [n.start_tick % 240 for n in shell.session.document.score.tracks[0].notes]


def drafted(shell: Shell) -> list[int]:
    """Where the notes that would change are drawn."""
    draft = shell.roll.stage.draft
    return [n.start_tick % 240 for n in draft.notes] if draft is not None else []


def test_it_shows_how_far_notes_are_and_what_would_become_of_them(crooked: Shell) -> None:
    panel = crooked.groove.panel
    assert panel.words.text().startswith("24 of 32 on the grid")
    assert panel.words.text().endswith("22 at most")  # milliseconds: 40 ticks at 112 bpm
    assert drafted(crooked) == [0] * 8
    panel.strength.number.setText("0.5")
    panel.strength.number.committed.emit("0.5")
    assert drafted(crooked) == [20] * 8
    assert starts(crooked)[:8] == [40] * 8


def test_apply_is_one_step_and_closes(crooked: Shell) -> None:
    QTest.keyClick(crooked.groove.panel, Qt.Key.Key_Return)
    assert starts(crooked) == [0] * 32
    assert crooked.session.document.history == ("Quantise notes",)
    assert not crooked.groove.panel.isVisible()
    assert not crooked.actions["quantise_settings"].isChecked()
    assert crooked.roll.stage.draft is None


def test_escape_leaves_no_trace(crooked: Shell) -> None:
    QTest.keyClick(crooked.groove.panel, Qt.Key.Key_Escape)
    assert crooked.roll.stage.draft is None
    assert starts(crooked)[:8] == [40] * 8
    assert crooked.session.document.history == ()


def test_it_follows_the_selection_and_lets_one_work_meanwhile(crooked: Shell) -> None:
    first = crooked.session.document.score.tracks[0].notes[0]
    crooked.roll.select_notes(frozenset({first.id}))
    assert drafted(crooked) == [0]
    crooked.roll.transpose(1)
    assert drafted(crooked) == [0]
    crooked.roll.select_none()
    assert len(drafted(crooked)) == 8


def test_swing_grid_ends_and_hand(qtbot: QtBot, crooked: Shell) -> None:
    panel = crooked.groove.panel
    panel.grid.picked.emit("1/8")
    panel.swing.number.committed.emit("0.66")
    assert any(drafted(crooked))
    panel.ends.setChecked(True)
    panel.human.number.committed.emit("1")
    before = drafted(crooked)
    qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert drafted(crooked) != before
    qtbot.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    assert crooked.session.document.history == ("Quantise and humanise notes",)
    groove = crooked.roll.stage.groove
    assert (groove.grid, groove.ends, groove.human) == ("1/8", True, 1)


def test_another_hand_needs_a_hand(crooked: Shell) -> None:
    assert not crooked.groove.panel.again.isEnabled()
    assert "human touch" in crooked.groove.panel.again.toolTip()


def test_without_a_grid_it_says_so(crooked: Shell) -> None:
    crooked.roll.set_snap("off")
    assert "no grid" in crooked.groove.panel.words.text()
    assert crooked.roll.stage.draft is None


def test_the_key_closes_it_again(crooked: Shell) -> None:
    QTest.keyClick(crooked.groove.panel, Qt.Key.Key_Q, SHIFT)
    assert not crooked.groove.panel.isVisible()


def test_a_song_without_tracks_does_no_harm(crooked: Shell) -> None:
    score = crooked.session.document.score
    crooked.session.document.edit("none", type(score)())
    crooked.groove.apply()
    assert crooked.session.document.score.tracks == ()


def test_enter_and_escape_mean_the_panel_even_while_a_take_waits(crooked: Shell) -> None:
    compose = crooked.session.compose
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        if not crooked.groove.panel.isVisible():
            crooked.actions["quantise_settings"].trigger()
        crooked.actions["generate"].trigger()
        settle(crooked.session)
        assert compose.current is not None
        crooked.groove.panel.swing.slider.setFocus()
        QTest.keyClick(crooked.groove.panel.swing.slider, key)
        assert not crooked.groove.panel.isVisible()
        assert compose.current is not None
    assert crooked.session.document.history == ("Quantise notes",)


def test_what_the_panel_is_set_to_is_remembered(shell: Shell) -> None:
    stage, groove = shell.roll.stage, Groove("1/8T", 0.4, 0.6, True, 0.2, seed=7)
    stage.groove = groove
    shell.remember_layout()
    stage.groove = Groove()
    shell._restore(layout_of(shell.session.settings.window))
    assert stage.groove == replace(groove, seed=1)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"grid": ["1/8"], "strength": 7, "swing": "much", "ends": 1, "human": true, "new": 2}']
)
def test_settings_that_make_no_sense_are_as_usual(text: str) -> None:
    assert groove_of(text) == Groove()
