"""In the real window, with the shipped melody net and the real engine: a lane is drawn while a take plays, and only
what lies past the commit line is imagined anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from musegen_app.base.paths import shipped_models_dir
from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.curve_lane import CurveLane
from musegen_app.ui.piano_roll.painters.take import decided_tick, is_promised
from musegen_app.ui.shell import Shell
from tests.fakes.roll_desk import Hand
from tests.integration.test_main_job import BAR, PATIENCE_MS, SEED, draw, shell  # noqa: F401

pytestmark = [
    pytest.mark.qt,
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="folk-lstm is not there yet"),
]


def plain(notes: tuple[Note, ...], until_tick: int) -> list[tuple[int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in notes if n.start_tick < until_tick]


def draw_density(qtbot: QtBot, window: Shell, from_tick: int, to_tick: int) -> None:
    """A straight pull in the lane, from sparse to busy."""
    window.roll.show_steering_lane("density")
    lane = window.roll.below.lane("steer-density")
    assert isinstance(lane, CurveLane)
    qtbot.waitUntil(lambda: lane.width() == window.roll.canvas.width() and lane.height() > 30)
    x, axis = window.roll.stage.time.x, lane.axis
    Hand(lane).drag(QPoint(round(x(from_tick)), round(axis.y(-1.0))), QPoint(round(x(to_tick)), round(axis.y(1.0))))


def test_what_is_drawn_while_a_take_plays_changes_only_what_is_not_promised(qtbot: QtBot, shell: Shell) -> None:  # noqa: F811
    session, stage = shell.session, shell.roll.stage
    compose = session.compose
    draw(shell, SEED)
    shell.actions["generate"].trigger()
    qtbot.waitUntil(lambda: compose.current is not None and compose.current.done, timeout=PATIENCE_MS)
    before = compose.current
    assert before is not None
    session.transport.play(before.start_tick)
    qtbot.waitUntil(lambda: stage.playing and stage.playhead > before.start_tick + 200, timeout=PATIENCE_MS)

    line = decided_tick(stage, before)
    assert stage.playhead < line <= stage.playhead + BAR
    assert line % (BAR // 4) == 0, "it stands on a beat"
    promised = [n for n in before.notes if is_promised(stage, before, n)]
    assert {n.start_tick < line for n in promised} == {True}

    draw_density(qtbot, shell, before.start_tick, before.end_tick)
    assert [lane.control for lane in session.document.score.steering] == ["density"]
    qtbot.waitUntil(
        lambda: compose.current is not None and compose.current.done and bool(compose.current.steering.lanes),
        timeout=PATIENCE_MS,
    )
    after = compose.current
    assert after is not None
    assert after.parent == before.id, "what was finished stays a take"
    assert plain(after.notes, line) == plain(before.notes, line)
    assert plain(after.notes, before.end_tick) != plain(before.notes, before.end_tick)
    assert any(t.id == before.id and t.notes == before.notes for t in compose.takes)

    session.document.undo()
    assert session.document.score.steering == ()
