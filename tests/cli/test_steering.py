"""Flags of the controls: one for each, values in range, lanes over bars."""

from __future__ import annotations

import argparse

import pytest

from musegen_app.cli import main, steering
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.score.model import Score
from musegen_app.score.steering_lane import SteeringLane

BAR = 4 * 960


def given(*words: str) -> argparse.Namespace:
    return main.parser().parse_args(["generate", "-o", "x.mid", *words])


def steered(*words: str) -> Steering:
    return steering.steering_of(given(*words))


def test_every_control_has_its_flag() -> None:
    for control in CONTROLS:
        value = control.spec.maximum
        found = steered(steering.flag_of(control.spec.name), f"{value:g}")
        assert getattr(found, control.spec.name) == value
    assert steered() == Steering()


def test_pitches_are_said_by_name() -> None:
    found = steered("--pitch-low", "D4", "--pitch-high=Bb5", "--loose-low", "60")
    assert (found.pitch_low, found.pitch_high, found.loose_low) == (62.0, 82.0, 60.0)


def test_one_temperature_for_both_and_each_alone() -> None:
    found = steered("--temperature", "0.5", "--rhythm-temperature", "1.5")
    assert (found.pitch_temperature, found.rhythm_temperature) == (0.5, 1.5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--density", "2"), "a number from -1 to 1"),
        (("--density", "nan"), "a number from -1 to 1"),
        (("--pitch-low", "H#9"), "a pitch such as D4"),
        (("--lane", "colour=1:0"), "is no control"),
        (("--lane", "density=0:1"), "is not a bar and a value"),
        (("--lane", "density=1"), "is not a bar and a value"),
        (("--lane", "density=1:7"), "a number from -1 to 1"),
    ],
)
def test_nonsense_is_refused_in_one_line(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        given(*words)
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_lane_is_drawn_over_bars() -> None:
    args = given("--lane", "density=5:0.8,1:-0.5", "--lane", "pitch-low=2.5:C4")
    drawn = steering.with_drawn(Score(), args).steering
    assert drawn == (
        SteeringLane("density", ((0, -0.5), (4 * BAR, 0.8))),
        SteeringLane("pitch_low", ((BAR + BAR // 2, 60.0),)),
    )


def test_help_names_the_flags_and_another_command_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.parser().parse_args(["generate", "--help"])
    assert "--resolve-leaps" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main.parser().parse_args(["render", "--help"])
    assert "--density" not in capsys.readouterr().out
