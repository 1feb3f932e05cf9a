"""Undo and redo against a model: whatever is done, exactly what was there comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from musegen_app.document.document import Document, DocumentChange
from musegen_app.document.history import History
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track


def song() -> Score:
    return Score(tracks=(Track(id=1).with_notes([Note(0, 480, 60, id=1)]),))


class Editing(RuleBasedStateMachine):
    """A document beside a plain list of (label, score)."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(song())
        self.past: list[tuple[str, Score]] = []  # label of the step and the score before it
        self.future: list[tuple[str, Score]] = []
        self.saved = self.document.score
        self.heard: list[DocumentChange] = []
        self.document.changed.subscribe(self.heard.append)

    def _edit(self, label: str, score: Score) -> None:
        before = self.document.score
        if self.document.edit(label, score):
            self.past.append((label, before))
            self.future.clear()
            assert self.heard[-1] == DocumentChange(before, score, label)

    @rule(tick=st.integers(0, 9600), pitch=st.integers(0, 127))
    def draw(self, tick: int, pitch: int) -> None:
        self._edit("Draw", edits.add_notes(self.document.score, 1, [Note(tick, 240, pitch)]))

    @rule(d_tick=st.integers(-960, 960), d_pitch=st.integers(-3, 3))
    def move(self, d_tick: int, d_pitch: int) -> None:
        ids = edits.all_note_ids(self.document.score)
        self._edit("Move", edits.move_notes(self.document.score, 1, ids, d_tick, d_pitch))

    @rule()
    def erase_all(self) -> None:
        ids = edits.all_note_ids(self.document.score)
        self._edit("Erase", edits.remove_notes(self.document.score, 1, ids))

    @rule(steps=st.lists(st.integers(-200, 200), min_size=1, max_size=5), key=st.integers(0, 10**9))
    def drag(self, steps: list[int], key: int) -> None:
        """One gesture: many edits from the same beginning, one step (none if it ends where it began)."""
        before = self.document.score
        ids = edits.all_note_ids(before)
        changed = False
        for step in steps:
            moved = edits.move_notes(before, 1, ids, step, 0)
            changed |= self.document.edit("Drag", moved, f"drag {key}")
        self.document.end_gesture()
        if changed:
            self.future.clear()
        if self.document.score != before:
            self.past.append(("Drag", before))

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        label, before = self.past.pop()
        self.future.append((label, self.document.score))
        assert self.document.undo_label == label
        assert self.document.undo()
        assert self.document.score == before

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        label, after = self.future.pop()
        self.past.append((label, self.document.score))
        assert self.document.redo_label == label
        assert self.document.redo()
        assert self.document.score == after

    @rule(place=st.floats(0, 1))
    def jump(self, place: float) -> None:
        """Anywhere in the history, at once."""
        done = round(place * (len(self.past) + len(self.future)))
        labels = [label for label, _ in self.past] + [label for label, _ in reversed(self.future)]
        scores = [before for _, before in self.past] + [self.document.score]
        scores += [after for _, after in reversed(self.future)]
        assert self.document.go_to(done) == (done != len(self.past))
        assert self.document.score == scores[done]
        self.past = list(zip(labels[:done], scores[:done], strict=True))
        self.future = list(zip(labels[done:], scores[done + 1 :], strict=True))[::-1]

    @rule()
    def save(self) -> None:
        from pathlib import Path

        self.document.mark_saved(Path("/songs/a.musegen"))
        self.saved = self.document.score

    @invariant()
    def labels_and_dirt_agree(self) -> None:
        assert self.document.history == tuple(label for label, _ in self.past)
        assert self.document.future == tuple(label for label, _ in reversed(self.future))
        assert self.document.can_undo == bool(self.past)
        assert self.document.can_redo == bool(self.future)
        assert self.document.dirty == (self.document.score != self.saved)

    def teardown(self) -> None:
        while self.document.undo():
            pass
        assert self.document.score == song(), "undo leads back to the very beginning"


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_the_history_alone() -> None:
    history = History()
    assert (history.done, history.undone, history.undo_label, history.redo_label) == ((), (), "", "")
    with pytest.raises(ValueError, match="0 steps"):
        history.go_to(1, Score())


def test_a_gesture_that_came_to_nothing_does_not_open_the_one_before_again() -> None:
    document = Document(song())
    before = document.score
    moved, back, on = (edits.move_notes(before, 1, {1}, d_tick, 0) for d_tick in (240, 480, 720))
    document.edit("Move", moved, coalesce="drag")
    document.mark_saved(Path("song.musegen"))
    document.edit("Move", back, coalesce="drag")
    document.edit("Move", moved, coalesce="drag")
    assert document.history == ("Move",)
    document.edit("Move", on, coalesce="drag")
    assert document.history == ("Move", "Move")
    document.undo()
    assert document.score is moved
