"""What menus do to the shape and the state of notes, what they select, and how they say that nothing happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.score import edits
from musegen_app.score.model import Note, Origin, OriginKind, Score, Track
from tests.fakes.roll_desk import Desk, Q, make_track

pytestmark = pytest.mark.qt
S = Q // 4


@pytest.fixture
def said(desk: Desk) -> list[str]:
    hints: list[str] = []
    desk.roll.statusHint.connect(hints.append)
    return hints


def show(desk: Desk, *notes: tuple[int, int, int]) -> None:
    desk.score = Score(tracks=(make_track(*notes),))
    desk.roll.set_score(desk.score)
    desk.roll.select_all()


def test_split_at_the_playhead_that_stands_inside(desk: Desk) -> None:
    show(desk, (0, 4 * Q, 72), (0, Q, 60))
    desk.roll.set_playhead(1000, False)
    desk.roll.shapes.split()
    assert desk.notes == [(0, Q, 60), (0, 1000, 72), (1000, 4 * Q - 1000, 72)]
    assert len(desk.roll.selection) == 3


def test_split_by_the_grid(desk: Desk) -> None:
    show(desk, (100, Q, 72))
    desk.roll.shapes.split()
    assert [n[0] for n in desk.notes] == [100, 240, 480, 720, 960]


def test_split_under_the_playhead_without_a_selection(desk: Desk, said: list[str]) -> None:
    desk.roll.shapes.split()
    assert "playhead" in said[-1]
    desk.roll.set_playhead(Q + 100, False)
    desk.roll.shapes.split()
    assert desk.notes[:2] == [(Q, 100, 72), (Q + 100, Q - 100, 72)]


def test_join_and_its_word(desk: Desk, said: list[str]) -> None:
    desk.roll.select_all()
    desk.roll.shapes.join()
    assert "same pitch" in said[-1]
    show(desk, (0, S, 72), (Q, S, 72))
    desk.roll.shapes.join()
    assert desk.notes == [(0, Q + S, 72)]
    assert len(desk.roll.selection) == 1


def test_shapes(desk: Desk) -> None:
    shapes = desk.roll.shapes
    show(desk, (0, S, 60), (Q, S, 64), (2 * Q, S, 67))
    shapes.fill_gaps()
    assert [n[1] for n in desk.notes] == [Q, Q, S]
    shapes.reverse()
    assert [n[2] for n in desk.notes] == [67, 64, 60]
    shapes.invert()
    assert [n[2] for n in desk.notes] == [60, 63, 67]
    show(desk, (0, 3 * Q, 60), (Q, S, 64))
    shapes.legato()
    assert [n[1] for n in desk.notes] == [Q, S]
    show(desk, (0, 3 * Q, 60), (Q, S, 60))
    shapes.trim_overlaps()
    assert [n[1] for n in desk.notes] == [Q, S]


def test_strumming_again_is_wider_and_down_goes_back(desk: Desk) -> None:
    show(desk, (0, Q, 60), (0, Q, 64), (0, Q, 67))
    shapes = desk.roll.shapes
    shapes.strum(up=True)
    shapes.strum(up=True)
    assert [n[0] for n in desk.notes] == [0, 60, 120]
    shapes.strum(up=False)
    shapes.strum(up=False)
    assert [n[0] for n in desk.notes] == [0, 0, 0]
    shapes.strum(up=False)
    assert [(n[0], n[2]) for n in desk.notes] == [(0, 67), (30, 64), (60, 60)]


def test_a_little_human(desk: Desk) -> None:
    desk.roll.select_all()
    before = desk.notes
    desk.roll.shapes.humanise()
    once = desk.notes
    desk.roll.shapes.humanise()
    assert before != once != desk.notes
    assert desk.labels == ["Humanise", "Humanise"]


def test_mute_and_lock_go_back_and_forth(desk: Desk) -> None:
    desk.roll.select_all()
    desk.roll.shapes.mute()
    assert all(n.muted for n in desk.score.tracks[0].notes)
    desk.roll.shapes.lock()
    desk.roll.shapes.mute()
    assert all(n.locked and n.muted for n in desk.score.tracks[0].notes)
    desk.roll.shapes.lock()
    desk.roll.shapes.mute()
    assert not any(n.locked or n.muted for n in desk.score.tracks[0].notes)
    assert desk.labels == ["Mute notes", "Lock notes", "Unlock notes", "Unmute notes"]


def test_some_muted_means_mute_all(desk: Desk) -> None:
    desk.roll.select_notes(frozenset({desk.score.tracks[0].notes[0].id}))
    desk.roll.shapes.mute()
    desk.roll.select_all()
    desk.roll.shapes.mute()
    assert all(n.muted for n in desk.score.tracks[0].notes)


@pytest.mark.parametrize("verb", ["legato", "fill_gaps", "reverse", "invert", "join", "mute", "lock", "humanise"])
def test_without_a_selection_they_say_so(desk: Desk, said: list[str], verb: str) -> None:
    getattr(desk.roll.shapes, verb)()
    assert "Select notes first" in said[-1]
    assert not desk.labels


def test_selecting_by_what_notes_are(desk: Desk, said: list[str]) -> None:
    net = Origin(OriginKind.GENERATED, "folk-lstm")
    notes = (
        Note(0, Q, 60),
        Note(Q, Q, 62, origin=net),
        Note(2 * Q, Q, 60, muted=True),
        Note(3 * Q, Q, 64, origin=net),
    )
    desk.score = Score(tracks=(Track(notes=notes),))
    desk.roll.set_score(desk.score)
    shapes = desk.roll.shapes

    def chosen() -> list[int]:
        return [n.start_tick // Q for n in desk.roll.stage.selected_notes()]

    shapes.select_generated()
    assert chosen() == [1, 3]
    shapes.select_muted()
    assert chosen() == [2]
    shapes.select_same_pitch()
    assert chosen() == [0, 2]
    desk.roll.set_loop(True, Q, 3 * Q)
    shapes.select_in_loop()
    assert chosen() == [1, 2]
    desk.roll.set_loop(False, 0, 0)
    shapes.select_in_loop()
    assert chosen() == [1, 2]
    assert "inside the loop" in said[-1]


def test_quantise_follows_the_panel_without_its_hand(desk: Desk, said: list[str]) -> None:
    first = desk.score.tracks[0].notes[0]
    desk.score = edits.move_notes(desk.score, desk.roll.active_track, [first.id], 40, 0)
    desk.roll.set_score(desk.score)
    desk.roll.stage.groove = replace(desk.roll.stage.groove, strength=0.5, human=1.0)
    desk.roll.quantise()
    assert desk.notes[0][0] == Q + 20
    desk.roll.stage.groove = replace(desk.roll.stage.groove, strength=1.0)
    desk.roll.quantise()
    desk.roll.quantise()
    assert desk.notes[0][0] == Q
    assert "on the grid" in said[-1]
    desk.roll.set_snap("off")
    desk.roll.quantise()
    assert "Choose a grid" in said[-1]
