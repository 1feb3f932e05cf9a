from __future__ import annotations

import argparse

import pytest

from musegen_app.cli import values
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.score.keys import Key, Mode


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("C", Key(0)),
        ("d", Key(2)),
        ("F#", Key(6)),
        ("Bb", Key(10)),
        ("Em", Key(4, Mode.MINOR)),
        ("E minor", Key(4, Mode.MINOR)),
        ("A dorian", Key(9, Mode.DORIAN)),
        ("Ador", Key(9, Mode.DORIAN)),
        ("G mix", Key(7, Mode.MIXOLYDIAN)),
        ("Cb", Key(11)),
        ("D MAJOR", Key(2)),
    ],
)
def test_keys(text: str, key: Key) -> None:
    assert values.key(text) == key


@pytest.mark.parametrize("text", ["", "H", "C sharp of sorts", "7", "Cbb"])
def test_no_keys(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        values.key(text)


def test_every_mode_can_be_said() -> None:
    assert {values.key(f"D {mode.value}").mode for mode in Mode} == set(Mode)


@pytest.mark.parametrize(("text", "meter"), [("4/4", (4, 4)), ("6/8", (6, 8)), ("12/8", (12, 8)), ("3/2", (3, 2))])
def test_metres(text: str, meter: tuple[int, int]) -> None:
    assert values.meter(text) == meter


@pytest.mark.parametrize("text", ["", "4", "0/4", "4/3", "4/0", "-4/4", "444/4"])
def test_no_metres(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        values.meter(text)


@pytest.mark.parametrize(("text", "ticks"), [("0", 0), ("1/8", 480), ("1/4", 960), ("3/8", 1440), ("1/12", 320)])
def test_pickups(text: str, ticks: int) -> None:
    assert values.pickup(text) == ticks


@pytest.mark.parametrize("text", ["", "-1/8", "1/0", "1/7", "a"])
def test_no_pickups(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        values.pickup(text)


def test_tune_types() -> None:
    assert values.tune_type("Slip-Jig") is TuneType.SLIP_JIG
    with pytest.raises(argparse.ArgumentTypeError, match="reel"):
        values.tune_type("gavotte")


@pytest.mark.parametrize("text", ["nan", "0", "-1", "1001", "fast", "inf"])
def test_no_tempos(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        values.tempo(text)
