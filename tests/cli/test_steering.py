"""Flags of the controls: one for each, values in range, lanes over bars."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from musegen_app import formats
from musegen_app.base.paths import shipped_models_dir
from musegen_app.cli import main, steering
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.score.model import Score
from musegen_app.score.steering_lane import SteeringLane
from tests.cli.conftest import Command

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
        (("--temperature", "0.1"), "a number from 0.2 to 2"),  # not quietly another one
        (("--pitch-temperature", "3"), "a number from 0.2 to 2"),
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


def test_flags_that_do_nothing_are_named() -> None:
    args = given("--leaps", "0", "--density", "0.5", "--lane", "pitch-low=1:C4", "--lane", "density=1:1")
    assert steering.unheeded(args, {"density"}) == "--leaps, --lane pitch_low"
    assert steering.unheeded(args, {"density"}, lanes=False) == "--leaps, --lane pitch_low, --lane density"
    assert steering.unheeded(args, {c.spec.name for c in CONTROLS}) == ""


def test_a_lane_is_drawn_over_bars() -> None:
    args = given("--lane", "density=5:0.8,1:-0.5", "--lane", "pitch-low=2.5:C4")
    drawn = steering.with_drawn(Score(), args).steering
    assert drawn == (
        SteeringLane("density", ((0, -0.5), (4 * BAR, 0.8))),
        SteeringLane("pitch_low", ((BAR + BAR // 2, 60.0),)),
    )


def test_several_flags_of_one_control_are_one_lane() -> None:
    args = given("--lane", "density=5:0.8", "--lane", "density=1:1,5:-1")
    (found,) = steering.with_drawn(Score(), args).steering
    assert found == SteeringLane("density", ((0, 1.0), (4 * BAR, 0.8), (4 * BAR, -1.0)))


def test_a_step_keeps_the_order_in_which_it_was_said() -> None:
    (found,) = steering.with_drawn(Score(), given("--lane", "density=1:-1,5:1,5:-0.5")).steering
    assert found.points[1:] == ((4 * BAR, 1.0), (4 * BAR, -0.5))


def test_help_names_the_flags_and_another_command_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.parser().parse_args(["generate", "--help"])
    assert "--resolve-leaps" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main.parser().parse_args(["render", "--help"])
    assert "--density" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
def test_what_is_asked_for_is_what_is_written(musegen: Command, tmp_path: Path) -> None:
    """A strict range, the key, and a density that jumps up in the fifth bar; the lane is kept in the project."""
    out = tmp_path / "a.musegen"
    lane = "density=1:-1,5:-1,5:1"
    words = ("--key", "D", "--pitch-low", "D4", "--pitch-high", "E5", "--scale-lock", 1, "--lane", lane)
    done = musegen("generate", "--bundle", "folk-lstm", "--rng-seed", 5, "-o", out, *words)
    assert (done.returncode, done.stderr) == (0, "")
    score = formats.read_any(out)
    notes = next(t for t in score.tracks if t.name == "Melody").notes
    assert {n.pitch for n in notes} <= set(range(62, 77))
    assert {n.pitch % 12 for n in notes} <= {2, 4, 6, 7, 9, 11, 1}
    first, second = ([n for n in notes if half * 4 * BAR <= n.start_tick < (half + 1) * 4 * BAR] for half in (0, 1))
    assert 2 * len(second) > 3 * len(first)
    assert score.steering == (SteeringLane("density", ((0, -1.0), (4 * BAR, -1.0), (4 * BAR, 1.0))),)


@pytest.mark.slow
@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
def test_what_cannot_be_had_is_said(musegen: Command, tmp_path: Path) -> None:
    words = ("--pitch-low", "C5", "--pitch-high", "C4", "--dynamics", 1)
    done = musegen("generate", "--bundle", "folk-lstm", "--bars", 2, "--rng-seed", 1, "-o", tmp_path / "a.mid", *words)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "musegen: The model folk-lstm does not follow --dynamics.",
        "musegen: could not be met everywhere: Lowest note.",
    ]
