"""Words of the command line that mean something musical, as types for argparse."""

from __future__ import annotations

import argparse
import re
from fractions import Fraction

from musegen_app.base.errors import SettingsError
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.sampling.limits import MAX_BARS, MAX_TAKES
from musegen_app.score.key_text import parse_key
from musegen_app.score.keys import Key
from musegen_app.score.time import MAX_BPM, MIN_BPM, TICKS_PER_QUARTER


def key(text: str) -> Key:
    """`D`, `Dm`, `F# dorian`, `Bb mix` …"""
    try:
        return parse_key(text)
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None


def meter(text: str) -> tuple[int, int]:
    """`4/4`, `6/8` …"""
    match = re.fullmatch(r"(\d{1,2})/(1|2|4|8|16|32)", text.strip())
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"“{text}” is not a metre: write for instance 4/4 or 6/8")
    return int(match[1]), int(match[2])


def pickup(text: str) -> int:
    """Length of the incomplete first bar in whole notes (`1/8`, `1/4`, `0`) as ticks."""
    try:
        ticks = Fraction(text.strip()) * 4 * TICKS_PER_QUARTER
    except (ValueError, ZeroDivisionError):
        ticks = Fraction(-1)
    if ticks < 0 or ticks.denominator != 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a pickup: write its length as 1/8, 1/4 or 0")
    return int(ticks)


def tune_type(text: str) -> TuneType:
    """`reel`, `jig`, `slip jig` … (`slip-jig` will do)."""
    try:
        return TuneType(text.strip().lower().replace("-", " "))
    except ValueError:
        known = ", ".join(t.value for t in TuneType)
        raise argparse.ArgumentTypeError(f"“{text}” is not a type of tune; known: {known}") from None


def gain(text: str) -> float:
    """-60 … 12 dB, as in the settings."""
    return _number(text, -60.0, 12.0, "a gain in dB")


def tempo(text: str) -> float:
    """4 … 1000 quarter notes a minute."""
    return _number(text, MIN_BPM, MAX_BPM, "a tempo")


def bars(text: str) -> int:
    """1 … `MAX_BARS`."""
    if not text.isdigit() or not 1 <= int(text) <= MAX_BARS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of bars from 1 to {MAX_BARS}")
    return int(text)


def takes(text: str) -> int:
    """1 … `MAX_TAKES`."""
    if not text.isdigit() or not 1 <= int(text) <= MAX_TAKES:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of takes from 1 to {MAX_TAKES}")
    return int(text)


def rng_seed(text: str) -> int:
    """0 … 2³¹-1."""
    if not text.isdigit() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 to {2**31 - 1}")
    return int(text)


def _number(text: str, low: float, high: float, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"“{text}” is not {what} from {low:g} to {high:g}")
    return value
