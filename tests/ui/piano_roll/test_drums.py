"""The rows of a drum kit: names, diamonds, and hits drawn with the mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from musegen_app.score.gm import DRUM_SOUNDS
from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.piano_roll import hit
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.transform import PitchAxis
from musegen_app.ui.theme import DARK
from tests.fakes.roll_desk import Desk, Q

pytestmark = pytest.mark.qt
KICK, SNARE, HAT = 36, 38, 42
STEP = Q // 4


@pytest.fixture
def kit(desk: Desk) -> Desk:
    """A kick on every quarter of two bars."""
    track = Track("Drums", 9).with_notes([Note(i * Q, STEP, KICK, 127) for i in range(8)])
    desk.score = Score(tracks=(track,))
    desk.roll.set_score(desk.score)
    desk.roll.set_tool("draw")
    desk.view()
    return desk


def is_blue(image: QImage, at: QPoint) -> bool:
    shown, wanted = image.pixelColor(at), QColor(DARK.tracks[0])
    return abs(shown.hue() - wanted.hue()) < 20 and shown.saturation() > 100


def corner_and_middle(kit: Desk) -> tuple[bool, bool]:
    """Whether the upper left corner of a hit's square is inked, and its middle."""
    image, rect = kit.roll.canvas.grab().toImage(), shapes.note_rect(kit.roll.stage, kit.score.tracks[0].notes[2])
    return is_blue(image, rect.topLeft().toPoint() + QPoint(2, 2)), is_blue(image, rect.center().toPoint())


def test_rows_are_those_of_the_kit(kit: Desk) -> None:
    rows = kit.roll.stage.pitch.rows
    assert rows is not None
    assert {KICK, SNARE, HAT} <= set(rows)
    assert all(kit.roll.keys.name_of(p) == DRUM_SOUNDS[p] for p in rows)


def test_hits_are_diamonds(kit: Desk) -> None:
    assert corner_and_middle(kit) == (False, True)


def test_hits_of_a_crowd_are_diamonds_too(kit: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "is_crowd", lambda count, few=0: True)
    kit.roll.canvas.refresh()
    assert corner_and_middle(kit) == (False, True)


def test_a_click_draws_a_hit_of_one_step(kit: Desk) -> None:
    kit.roll.stage.last_ticks = 4 * Q
    kit.hand.click(kit.place(Q + 20, SNARE))
    assert (Q, STEP, SNARE) in kit.notes
    assert kit.heard == [SNARE]


def test_pulling_draws_a_hit_in_every_step(kit: Desk) -> None:
    kit.hand.drag(kit.place(20, HAT), kit.place(Q - 20, SNARE))  # the row stays
    assert [n for n in kit.notes if n[2] == HAT] == [(i * STEP, STEP, HAT) for i in range(4)]
    assert kit.labels == ["Draw hits"]


def test_steps_with_a_hit_are_passed_over(kit: Desk) -> None:
    before = kit.notes
    kit.hand.drag(kit.place(Q + STEP + 60, KICK), kit.place(2 * Q + STEP - 60, KICK))
    assert [n[0] for n in kit.notes if n not in before] == [Q + STEP, Q + 2 * STEP, Q + 3 * STEP]


def test_the_right_half_of_a_diamond_is_the_hit(kit: Desk) -> None:
    short = replace(kit.score.tracks[0].notes[1], duration_ticks=10)
    kit.score = kit.score.with_track(kit.score.tracks[0].with_notes([short]))
    kit.roll.set_score(kit.score)
    kit.roll.set_tool("select")
    kit.hand.click(kit.place(Q, KICK) + QPoint(12, 0))
    assert kit.roll.selection == {short.id}


def test_escape_leaves_no_hits(kit: Desk) -> None:
    before = kit.notes
    kit.hand.press(kit.place(20, HAT))
    kit.hand.move(kit.place(Q, HAT))
    kit.roll.cancel()
    assert kit.notes == before
    assert not kit.labels


def test_only_ghosts_that_are_drawn_can_be_clicked(kit: Desk) -> None:
    piano = Track("Piano").with_notes([Note(Q, Q, SNARE)])
    kit.roll.set_score(replace(kit.score, tracks=(*kit.score.tracks, piano)))
    stage = kit.roll.stage
    assert hit.ghost_track_at(stage, Q + 10, SNARE) is None  # a pitch says nothing in the rows of a kit
    stage.set_rows("all")
    assert hit.ghost_track_at(stage, Q + 10, SNARE) == piano.id
    stage.show_ghosts(False)
    assert hit.ghost_track_at(stage, Q + 10, SNARE) is None


def test_a_kit_and_a_pitched_track_are_each_looked_at_as_they_were_left(desk: Desk) -> None:
    stage = desk.roll.stage
    stage.set_view(pitch=PitchAxis(14).centred(72, stage.height))
    melody = stage.pitch
    drums = Track("Drums", 9).with_notes([Note(0, STEP, KICK)])
    desk.score = replace(desk.score, tracks=(*desk.score.tracks, drums))
    desk.roll.set_score(desk.score)
    desk.roll.set_active_track(drums.id)
    assert stage.pitch.rows is not None
    assert stage.pitch.row == 24, "a kit has few rows: they are high and all in sight"
    stage.set_view(pitch=stage.pitch.zoomed(16, 0, stage.height))
    kit = stage.pitch
    desk.roll.set_active_track(desk.score.tracks[0].id)
    assert stage.pitch == melody
    desk.roll.set_active_track(drums.id)
    assert stage.pitch == kit


def test_what_is_said_about_hits_names_the_drum(kit: Desk) -> None:
    said: list[str] = []
    kit.roll.stage.hint.connect(said.append)
    kit.roll.set_tool("select")
    on_kick = kit.place(STEP // 2, KICK)
    kit.hand.move(on_kick)
    assert said[-1].startswith(f"{DRUM_SOUNDS[KICK]} · bar 1 beat 1")
    kit.hand.move(kit.place(STEP // 2, SNARE))
    assert said[-1].startswith(f"{DRUM_SOUNDS[SNARE]} · bar 1 beat 1")
    kit.hand.press(on_kick)
    kit.hand.move(kit.place(Q, SNARE))
    kit.hand.move(kit.place(Q, SNARE))
    assert said[-1].startswith(f"{DRUM_SOUNDS[SNARE]} · ")
    kit.hand.release(kit.place(Q, SNARE))


def test_below_the_last_row_nothing_is_drawn(kit: Desk) -> None:
    before, stage = kit.score, kit.roll.stage
    below = QPoint(kit.place(Q + Q // 2, KICK).x(), stage.pitch.height - stage.pitch.scroll + 20)
    assert below.y() < stage.height
    kit.hand.click(below)
    assert kit.score is before
