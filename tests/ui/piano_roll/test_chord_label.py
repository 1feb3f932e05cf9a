"""The name of the chord in the corner of the notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import Score
from tests.fakes.roll_desk import Desk, Q, make_track

pytestmark = pytest.mark.qt


@pytest.fixture
def chords(desk: Desk) -> Desk:
    """C and then B flat."""
    first, second = (60, 64, 67), (58, 62, 65)
    notes = [(2 * Q * i, 2 * Q, p) for i, chord in enumerate((first, second)) for p in chord]
    desk.roll.set_score(Score(tracks=(make_track(*notes),), keys=(KeyChange(0, Key(2, Mode.MINOR)),)))
    return desk


def test_what_sounds_at_the_playhead_is_named(chords: Desk) -> None:
    label = chords.roll.canvas.chord
    assert (label.text(), label.isVisible()) == ("C", True)
    chords.roll.set_playhead(3 * Q, False)
    assert label.text() == "Bb"
    chords.roll.set_playhead(20 * Q, False)
    assert not label.isVisible()


def test_the_selection_comes_first(chords: Desk) -> None:
    notes = chords.roll.stage.index.notes
    chords.roll.select_notes(frozenset(n.id for n in notes[3:]))
    assert chords.roll.canvas.chord.text() == "Bb"
    chords.roll.select_notes(frozenset(n.id for n in notes[:2]))  # two notes are no chord
    assert chords.roll.canvas.chord.text() == ""


def test_muted_notes_do_not_count(chords: Desk) -> None:
    track = chords.roll.stage.score.tracks[0]
    silent = track.with_notes([replace(n, muted=n.pitch == 64) for n in track.notes])
    chords.roll.set_score(chords.roll.stage.score.with_track(silent))
    assert chords.roll.canvas.chord.text() == ""


def test_it_follows_while_it_plays(chords: Desk, qtbot: QtBot) -> None:
    chords.roll.set_playhead(3 * Q, True)
    qtbot.waitUntil(lambda: chords.roll.canvas.chord.text() == "Bb", timeout=3000)
