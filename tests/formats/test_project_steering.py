"""What a project file may say about steering lanes, and what not."""

from __future__ import annotations

import pytest

from musegen_app.formats.guard import Refusal
from musegen_app.formats.project import parse_project, project_bytes
from musegen_app.formats.project_json import WrongValue, score_from, score_json
from musegen_app.score.model import Score
from musegen_app.score.steering_lane import SteeringLane

LANES = (SteeringLane("density", ((0, -1.0), (960, 1 / 3), (960, 1.0))), SteeringLane("of 2031", ((5, 0.1),)))


def test_lanes_are_kept_exactly() -> None:
    assert parse_project(project_bytes(Score(steering=LANES))).score.steering == LANES


def test_a_lane_without_points_is_none() -> None:
    assert score_from(score_json(Score(steering=(SteeringLane("density"),)))).steering == ()


@pytest.mark.parametrize(
    "rows",
    [
        [["density", [[0, float("nan")]]]],
        [["density", [[0, float("inf")]]]],
        [["density", [[0, 10**400]]]],
        [["density", [[0, True]]]],
        [["density", [[-1, 0.5]]]],
        [["density", [[2**31, 0.5]]]],
        [["density", [[0.5, 0.5]]]],
        [["density", [[0]]]],
        [["density", [0]]],
        [["density", {}]],
        [["density"]],
        [[7, []]],
        [["density", [[0, 1]]], ["density", [[0, 1]]]],
        ["density"],
        {},
    ],
)
def test_what_is_no_lane_is_refused(rows: object) -> None:
    with pytest.raises(WrongValue):
        score_from(score_json(Score()) | {"steering": rows})


def test_a_damaged_lane_is_told_in_a_sentence() -> None:
    song = project_bytes(Score(steering=(SteeringLane("density", ((0, float("1e308")),)),)))
    assert parse_project(song).score.steering[0].points == ((0, 1e308),)
    with pytest.raises(Refusal):
        parse_project(song[:-40])
