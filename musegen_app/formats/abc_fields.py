"""Values of ABC information fields: key signatures, metres, unit lengths, tempi, playing orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from musegen_app.base.errors import FileFormatError
from musegen_app.score.keys import Key, Mode

_MODES: tuple[tuple[str, Mode, int], ...] = (
    ("maj", Mode.MAJOR, 0),
    ("ion", Mode.MAJOR, 0),
    ("min", Mode.MINOR, -3),
    ("aeo", Mode.MINOR, -3),
    ("mix", Mode.MIXOLYDIAN, -1),
    ("dor", Mode.DORIAN, -2),
    ("phr", Mode.PHRYGIAN, -4),
    ("lyd", Mode.LYDIAN, 1),
    ("loc", Mode.LOCRIAN, -5),
)
_FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
_PITCH = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHARP_ORDER = "FCGDAEB"
_MAX_PLAYED_PARTS = 400


@dataclass(frozen=True, slots=True)
class Signature:
    """What a `K:` field says: the key (None: none given) and the accidental of each letter."""

    key: Key | None
    accidentals: tuple[tuple[str, int], ...]


def _signature_of(fifths: int) -> dict[str, int]:
    sharps = dict.fromkeys(_SHARP_ORDER[: max(0, min(7, fifths))], 1)
    return sharps | dict.fromkeys(_SHARP_ORDER[::-1][: max(0, min(7, -fifths))], -1)


def _mode(text: str) -> tuple[Mode, int]:
    word = text.strip().lower()
    for prefix, mode, shift in _MODES:
        if word.startswith(prefix):
            return mode, shift
    return (Mode.MINOR, -3) if re.match(r"m(\b|$)", word) else (Mode.MAJOR, 0)


def _explicit(text: str) -> dict[str, int]:
    """Accidentals written out after the key, such as `^f _b =c`."""
    values = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
    found = re.findall(r"(?<![\w=])(\^\^?|__?|=)([A-Ga-g])(?![\w=])", text)
    return {letter.upper(): values[sign] for sign, letter in found}


def parse_key(text: str) -> Signature:
    """The key of a `K:` field; what cannot be understood means no sharps and no flats."""
    text = text.strip()
    if text[:2] in {"HP", "Hp"}:  # highland pipes: F and C sharp
        return Signature(Key(9, Mode.MIXOLYDIAN), (("F", 1), ("C", 1)))
    match = re.match(r"([A-G])([#b]?)\s*([A-Za-z]*)", text)
    if match is None:
        return Signature(None, tuple(_explicit(text).items()))
    mode, shift = _mode("" if match[3].lower() in {"exp", "clef", "treble", "bass"} else match[3])
    accidental = {"#": 1, "b": -1, "": 0}[match[2]]
    key = Key((_PITCH[match[1]] + accidental) % 12, mode)
    fifths = _FIFTHS[match[1]] + 7 * accidental + shift
    base = {} if match[3].lower() == "exp" else _signature_of(fifths)
    return Signature(key, tuple((base | _explicit(text[match.end() :])).items()))


def parse_meter(text: str) -> tuple[int, int] | None:
    """Numerator and denominator of an `M:` field; None for free metre or nonsense."""
    text = text.strip()
    if text in {"C", "c"}:
        return 4, 4
    if text in {"C|", "c|"}:
        return 2, 2
    match = re.match(r"\(?(\d{1,2}(?:\s*\+\s*\d{1,2})*)\)?\s*/\s*(\d{1,2})", text)
    if match is None:
        return None
    numerator = sum(int(n) for n in match[1].split("+"))
    denominator = int(match[2])
    if not 1 <= numerator <= 64 or denominator not in {1, 2, 4, 8, 16, 32}:
        return None
    return numerator, denominator


def default_length(meter: tuple[int, int] | None) -> Fraction:
    """ABC's rule: a sixteenth in metres shorter than 3/4, else an eighth."""
    short = meter is not None and Fraction(*meter) < Fraction(3, 4)
    return Fraction(1, 16) if short else Fraction(1, 8)


def parse_fraction(text: str) -> Fraction | None:
    """`1/8` or `1`; None for anything else, zero included."""
    match = re.match(r"\s*(\d{1,4})\s*(?:/\s*(\d{1,4}))?\s*$", text)
    if match is None or int(match[1]) == 0 or int(match[2] or 1) == 0:
        return None
    return Fraction(int(match[1]), int(match[2] or 1))


def parse_length(text: str) -> Fraction | None:
    """The length behind a note (`3/2`, `/`, `//`, `4`) as a factor; None for zero and for absurd values."""
    if not text:
        return Fraction(1)
    number, slashes, divisor = re.match(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    if len(number) > 4 or len(divisor) > 4 or len(slashes) > 8:
        return None
    below = int(divisor) if divisor else 2 ** len(slashes)
    if below == 0 or (number and int(number) == 0):
        return None
    return Fraction(int(number or 1), below)


def parse_tempo(text: str, unit: Fraction) -> float | None:
    """Quarters a minute of a `Q:` field (`1/4=120`, `"Lively" 3/8=60`, `120`); None for nonsense."""
    text = re.sub(r'"[^"]*"', "", text).strip()
    beat, _, number = text.rpartition("=")
    match = re.match(r"\s*(\d{1,4}(?:\.\d{1,3})?)", number)
    if match is None:
        return None
    lengths = [parse_fraction(part) for part in beat.split()] if beat.strip() not in {"", "C"} else [unit]
    if None in lengths or not lengths:
        return None
    bpm = float(match[1]) * float(sum(length for length in lengths if length is not None)) * 4
    return bpm if 10 <= bpm <= 1000 else None


def parse_order(text: str) -> list[str]:
    """The part letters of a playing order such as `AABC`, `A2.B2`, `(AB)3C`. Raises FileFormatError on a bomb."""
    stack: list[list[str]] = [[]]
    last: list[str] = []
    for sign, number in re.findall(r"([A-Za-z()])\s*(\d{0,3})", text):
        if sign == "(":
            stack.append([])
            continue
        last = [sign] if sign != ")" else stack.pop() if len(stack) > 1 else []
        stack[-1].extend(last * int(number or 1))
        if sum(len(level) for level in stack) > _MAX_PLAYED_PARTS:
            raise FileFormatError("The playing order of this ABC tune has more than 400 parts.")
    return [letter for level in stack for letter in level]
