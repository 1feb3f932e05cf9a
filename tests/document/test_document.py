"""The open song."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.document.document import Document, DocumentChange
from musegen_app.score import edits
from musegen_app.score.model import Score

EMPTY = Score()
ONE, TWO, THREE = (Score(title=t) for t in ("one", "two", "three"))


def test_a_new_document() -> None:
    document = Document()
    assert (document.score, document.path, document.dirty, document.title) == (EMPTY, None, False, "Untitled")
    assert (document.can_undo, document.can_redo, document.undo_label, document.redo_label) == (False, False, "", "")
    assert not document.undo()
    assert not document.redo()


def test_the_title_is_the_songs_or_the_files() -> None:
    assert Document(EMPTY, Path("/a/reel.mid")).title == "reel"
    assert Document(ONE, Path("/a/reel.mid")).title == "one"


def test_an_edit_without_change_is_none() -> None:
    document = Document(ONE)
    heard: list[DocumentChange] = []
    document.changed.subscribe(heard.append)
    assert not document.edit("Nothing", Score(title="one"))
    assert not heard
    assert document.history == ()


def test_one_drag_is_one_step() -> None:
    document = Document(ONE)
    document.edit("Move", TWO, "drag 1")
    document.edit("Move", THREE, "drag 1")
    assert document.history == ("Move",)
    document.undo()
    assert document.score is ONE
    document.redo()
    assert document.score is THREE


def test_a_drag_that_returns_leaves_no_step() -> None:
    document = Document(ONE)
    document.edit("Move", TWO, "drag 1")
    document.edit("Move", ONE, "drag 1")
    assert document.history == ()
    assert not document.dirty


def test_gestures_end() -> None:
    document = Document(ONE)
    document.edit("Tempo", TWO, "tempo")
    document.end_gesture()
    document.edit("Tempo", THREE, "tempo")
    assert document.history == ("Tempo", "Tempo")
    document.undo()
    document.edit("Tempo", EMPTY, "tempo")
    assert document.history == ("Tempo", "Tempo"), "after an undo nothing is swallowed"
    document.mark_saved(Path("/a/b.musegen"))
    document.edit("Tempo", TWO, "tempo")
    assert document.history == ("Tempo",) * 3, "the saved state stays reachable"


def test_dirty_follows_undo_past_the_save() -> None:
    document = Document(ONE)
    document.edit("a", TWO)
    document.mark_saved(Path("/songs/two.musegen"))
    assert not document.dirty
    assert document.path == Path("/songs/two.musegen")
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty


def test_another_song_starts_afresh() -> None:
    document = Document(ONE)
    document.edit("a", TWO)
    document.replace(THREE, Path("/x.abc"))
    assert (document.score, document.dirty, document.can_undo, document.path) == (THREE, False, False, Path("/x.abc"))
    document.replace(edits.set_title(THREE, "recovered"), None, label="Recover", saved=False)
    assert document.dirty


def test_everybody_is_told_what_happened() -> None:
    document = Document(ONE)
    labels: list[str] = []
    document.changed.subscribe(lambda change: labels.append(change.label))
    document.edit("Draw note", TWO)
    document.undo()
    document.redo()
    document.mark_saved(Path("/a.musegen"))
    document.replace(EMPTY, None, label="New")
    assert labels == ["Draw note", "Undo Draw note", "Redo Draw note", "Save", "New"]


def test_a_jump_in_the_history_is_one_change() -> None:
    document = Document(EMPTY)
    for label, score in (("a", ONE), ("b", TWO), ("c", THREE)):
        document.edit(label, score)
    heard: list[DocumentChange] = []
    document.changed.subscribe(heard.append)
    assert document.go_to(1)
    assert (document.history, document.future) == (("a",), ("b", "c"))
    assert document.go_to(0)
    assert (document.score, document.history, document.future) == (EMPTY, (), ("a", "b", "c"))
    assert document.go_to(3)
    assert (document.score, document.history, document.future) == (THREE, ("a", "b", "c"), ())
    assert not document.go_to(3)
    assert heard == [
        DocumentChange(THREE, ONE, "Back to a", stepped=True),
        DocumentChange(ONE, EMPTY, "Back to the beginning", stepped=True),
        DocumentChange(EMPTY, THREE, "On to c", stepped=True),
    ]


def test_no_jump_out_of_the_history() -> None:
    document = Document(ONE)
    document.edit("a", TWO)
    for place in (-1, 2):
        with pytest.raises(ValueError, match="1 step"):
            document.go_to(place)
    assert (document.score, document.history) == (TWO, ("a",))


def test_after_a_jump_an_edit_forgets_the_future_and_swallows_nothing() -> None:
    document = Document(EMPTY)
    document.edit("Move", ONE, "drag")
    document.edit("Other", TWO)
    document.go_to(1)
    document.edit("Move", THREE, "drag")
    assert (document.history, document.future) == (("Move", "Move"), ())
