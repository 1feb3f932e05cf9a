"""What a drag shows is what it does, though the score that it leads to is made later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication

from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll.draft import Draft, draft_of
from tests.fakes.roll_desk import CTRL, NONE, Desk

pytestmark = pytest.mark.qt


def settle(until: Callable[[], bool] = lambda: True) -> None:
    """Everything is painted, and `until` holds."""
    app = QApplication.instance()
    assert app is not None
    for _ in range(20):
        app.processEvents()
    assert until()


@pytest.fixture
def locked(desk: Desk) -> Desk:
    """All notes are selected, one of them is locked."""
    notes = desk.score.tracks[0].notes
    desk.roll.set_score(edits.lock_notes(desk.score, desk.roll.active_track, {notes[1].id}, True))
    desk.roll.select_notes(frozenset(n.id for n in notes))
    return desk


def drags(desk: Desk) -> dict[str, tuple[Callable[[], QPoint], Qt.KeyboardModifier]]:
    """Where the first note is held, and with which key."""
    note = desk.roll.stage.index.notes[0]
    return {
        "move": (lambda: desk.place(note.start_tick + note.duration_ticks // 2, note.pitch), NONE),
        "copy": (lambda: desk.place(note.start_tick + note.duration_ticks // 2, note.pitch), CTRL),
        "end": (lambda: desk.place(note.end_tick, note.pitch) - QPoint(2, 0), NONE),
        "beginning": (lambda: desk.place(note.start_tick, note.pitch) + QPoint(1, 0), NONE),
    }


@pytest.mark.parametrize("kind", ["move", "copy", "end", "beginning"])
def test_the_notes_that_are_shown_are_those_of_the_score_it_leads_to(locked: Desk, kind: str) -> None:
    stage, (place, key) = locked.roll.stage, drags(locked)[kind]
    at = place()
    before = stage.score
    locked.hand.press(at, key)
    shown: Draft | None = None
    for by in (QPoint(40, 0), QPoint(90, 0), QPoint(60, 0)):
        locked.hand.move(at + by, key)
        shown = stage.draft
        assert shown is not None
        assert shown.score is before, "the score was made at once"
        other = draft_of(stage.track, shown.edited, stage.track_id)
        assert (shown.lifted, shown.notes) == (other.lifted, other.notes)
        assert shown.notes
    assert shown is not None
    edited = shown.edited
    locked.hand.release(at + QPoint(60, 0), key)
    assert locked.score is edited


def test_the_score_is_made_when_the_notes_are_painted(locked: Desk) -> None:
    stage, (place, key) = locked.roll.stage, drags(locked)["move"]
    locked.hand.press(place(), key)
    locked.hand.move(place() + QPoint(60, 0), key)
    made: list[int] = []
    assert stage.draft is not None
    outcome = stage.draft.outcome
    assert outcome is not None

    def make() -> Score:
        made.append(1)
        return outcome()

    stage.show_notes(stage.draft.lifted, stage.draft.notes, make)
    assert not made
    locked.roll.canvas.grab()
    settle(lambda: bool(made))
    assert stage.draft.edited is not stage.score
    assert made == [1]
    locked.roll.cancel()


class Painted(QObject):
    """What of a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_a_step_of_a_drag_paints_where_the_notes_were_and_where_they_are(locked: Desk) -> None:
    roll, (place, key) = locked.roll, drags(locked)["move"]
    locked.hand.press(place(), key)
    locked.hand.move(place() + QPoint(30, 0), key)
    settle()
    painted = Painted()
    roll.canvas.installEventFilter(painted)
    before = roll.stage.draft
    locked.hand.move(place() + QPoint(60, -2 * roll.stage.pitch.row), key)
    settle()
    after = roll.stage.draft
    assert before is not None
    assert after is not None
    for draft in (before, after):
        part = roll.canvas.around(draft.notes) & roll.canvas.rect()
        assert QRegion(part).subtracted(painted.region).isEmpty()
    assert not painted.region.contains(QPoint(2, roll.canvas.height() - 2)), "all of it was painted"
    roll.cancel()


def test_a_drag_of_nothing_changes_nothing(locked: Desk) -> None:
    place, key = drags(locked)["end"]
    at = place()
    locked.hand.press(at, key)
    locked.hand.move(at + QPoint(60, 0), key)
    locked.hand.move(at, key)
    locked.hand.release(at, key)
    assert not locked.labels
