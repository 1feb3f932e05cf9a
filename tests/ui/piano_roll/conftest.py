"""A roll on an offscreen screen with a tiny document behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.score.model import Score
from musegen_app.ui.piano_roll.view import RollView
from tests.fakes.lane_bench import OpenLane, opened
from tests.fakes.roll_desk import Desk, Q, make_track


@pytest.fixture
def roll(qtbot: QtBot) -> Iterator[RollView]:
    view = RollView()
    qtbot.addWidget(view)
    view.resize(1000, 700)
    with qtbot.waitActive(view):  # without a window manager nobody else gives it the keyboard
        view.show()
        view.activateWindow()
    view.set_snap("1/16")
    return view


@pytest.fixture
def desk(roll: RollView) -> Desk:
    """Four notes: a quarter each on C5 D5 E5 F5, from tick 960 on."""
    made = Desk(roll, Score(tracks=(make_track((Q, Q, 72), (2 * Q, Q, 74), (3 * Q, Q, 76), (4 * Q, Q, 77)),)))
    made.view()
    return made


@pytest.fixture
def blank(roll: RollView) -> Desk:
    """One track without notes; the pencil is in hand."""
    made = Desk(roll, Score(tracks=(make_track(),)))
    made.view()
    roll.set_tool("draw")
    return made


@pytest.fixture
def open_lane(desk: Desk, qtbot: QtBot) -> OpenLane:
    """Opens the controller lane of a key; the song gets the points that are named."""
    return partial(opened, desk, qtbot)
