"""Which take is shown is undone along with the edits, each at its place in the history."""

from __future__ import annotations

import pytest

from musegen_app.document.document import Document
from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.model import Score, Track
from musegen_app.session.take_steps import Shown, TakeSteps
from musegen_app.session.takes import Takes


class Desk:
    """A song of one track, three takes, and the steps beside its history."""

    def __init__(self) -> None:
        self.document = Document(Score(tracks=(Track("Melody", id=1),)))
        self.takes = Takes()
        self.takes.put([Take(name, -1, 1, 0, 10, 10, done=True) for name in "abc"])
        self.steps = TakeSteps(self.document, self.takes)

    def hear(self, name: str | None, label: str = "Hear") -> None:
        with self.steps.step(label):
            self.takes.select(name)

    def edit(self, title: str) -> None:
        self.document.edit("Name", edits.set_title(self.document.score, title))

    def accept(self) -> None:
        shown = self.steps.now()
        self.takes.select(None)
        self.document.edit("Accept", edits.set_title(self.document.score, "with the take"))
        self.steps.written(shown)

    def undo(self) -> None:
        if not self.steps.undo():
            self.document.undo()

    def redo(self) -> None:
        if not self.steps.redo():
            self.document.redo()

    @property
    def state(self) -> tuple[str, str]:
        return self.steps.now().take, self.document.score.title


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_discarded_take_comes_back_before_the_edit_does(desk: Desk) -> None:
    desk.edit("one")
    desk.hear("a")
    desk.hear(None, "Discard")
    assert desk.steps.undo_label == "Discard"
    desk.undo()
    assert desk.state == ("a", "one")
    desk.redo()
    assert desk.state == ("", "one")
    for _ in range(3):
        desk.undo()
    assert desk.state == ("", "")
    desk.redo()
    assert desk.state == ("", "one")
    desk.redo()
    desk.redo()
    assert desk.state == ("", "one")
    assert not desk.steps.redo_label


def test_going_through_the_takes_is_one_step(desk: Desk) -> None:
    for name in "abc":
        desk.hear(name)
    desk.undo()
    assert desk.state == ("", "")
    desk.redo()
    assert desk.state == ("c", "")


def test_an_accepted_take_is_shown_again_when_that_is_undone(desk: Desk) -> None:
    desk.hear("b")
    desk.accept()
    desk.edit("later")
    desk.document.go_to(0)
    assert desk.state == ("b", "")
    desk.document.go_to(1)
    assert desk.state == ("", "with the take")
    desk.document.undo()
    desk.edit("another way")
    desk.document.undo()
    desk.takes.select(None)
    desk.document.redo()
    desk.document.undo()
    assert desk.state == ("", "")  # the edit that wrote it is gone


def test_what_is_shown_by_other_ways_is_left_alone(desk: Desk) -> None:
    desk.hear("a")
    desk.takes.select("c")  # a new take was begun
    assert not desk.steps.undo_label
    desk.undo()
    assert desk.state == ("c", "")


def test_a_take_that_was_deleted_does_not_come_back(desk: Desk) -> None:
    desk.hear("a")
    desk.hear(None, "Discard")
    desk.takes.forget("a")
    assert not desk.steps.undo()


def test_alone_or_in_context_is_a_step_too(desk: Desk) -> None:
    desk.hear("a")
    with desk.steps.step("Alone"):
        desk.steps.alone = True
    told: list[object] = []
    desk.takes.changed.subscribe(told.append)
    desk.undo()
    assert desk.steps.now() == Shown("a", False)
    assert told == [desk.takes.current]
    desk.redo()
    assert desk.steps.alone


def test_an_edit_is_the_end_of_what_was_undone(desk: Desk) -> None:
    desk.hear("a")
    desk.undo()
    desk.edit("one")
    desk.undo()
    assert not desk.steps.redo_label
