"""What a freely written ABC text is worth: repaired where a rule can, judged, or rejected with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.abc_text import as_tune
from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_elements import Bar, MeterMark, Sound, Tune, Voice

FEWEST_NOTES = 8
ODD = frozenset({"unknown", "length", "pitch", "empty chord", "metre"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A text as a tune: signs that mean nothing, notes, full bars and how many of those have the right length; `why`
    it cannot be read at all."""

    odd_signs: int = 0
    notes: int = 0
    bars: int = 0
    right_bars: int = 0
    why: str = ""

    @property
    def readable(self) -> bool:
        """Is there a tune in it?"""
        return not self.why and self.notes >= FEWEST_NOTES

    @property
    def valid(self) -> bool:
        """Readable, nothing odd in it, every bar right."""
        return self.readable and not self.odd_signs and self.right_bars == self.bars > 0


def judged(text: str) -> Judged:
    """A bar is right if its notes fill it. A pickup and the short bar that ends a strain make up for one another: they
    are counted only if they are longer than a bar."""
    try:
        tune = parse_tune(as_tune(text))
    except MuseGenError as problem:
        return Judged(why=str(problem))
    if not tune.sounding:
        return Judged(why="It has no notes.")
    voice = tune.sounding[0]
    lengths = list(_bars(tune, voice))
    odd = sum(count for kind, count in tune.skipped.items() if kind in ODD)
    notes = sum(isinstance(e, Sound) and bool(e.pitches) for e in voice.elements)
    return Judged(odd, notes, len(lengths), sum(length == full for length, full in lengths))


def _bars(tune: Tune, voice: Voice) -> Iterator[tuple[Fraction, Fraction]]:
    """(length, right length) of the bars that count, in quarters."""
    length, full, after_strain = Fraction(0), _metre(tune.first("M")), True
    for element in [*voice.elements, Bar(double=True)]:
        if isinstance(element, Sound):
            length += element.quarters
        elif isinstance(element, MeterMark):
            full = Fraction(4 * element.numerator, element.denominator)
        elif isinstance(element, Bar):
            strain = element.again > 0 or element.opens or element.double
            if length and not (length < full and (after_strain or strain)):
                yield length, full
            after_strain = strain if length else after_strain or strain
            length = Fraction(0)


def _metre(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(4 * int(above), int(below)) if above.isdigit() and below.isdigit() and int(below) else Fraction(4)


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with what can be mended without guessing notes, and the names of the rules that were needed."""
    rules: list[str] = []
    for name, rule in _RULES:
        mended = rule(text)
        if mended != text:
            rules.append(name)
            text = mended
    return text, tuple(rules)


def _close_symbols(text: str) -> str:
    """A line with an odd number of quotes loses its last one."""
    lines = text.split("\n")
    return "\n".join(_without_last_quote(line) if line.count('"') % 2 else line for line in lines)


def _without_last_quote(line: str) -> str:
    at = line.rindex('"')
    return line[:at] + line[at + 1 :]


def _close_chords(text: str) -> str:
    """A bracket that opens a chord and is never closed goes."""
    return re.sub(r"\[(?=[\^_=A-Ga-g])(?![^\]|\n]*\])", "", text)


def _drop_stray(text: str) -> str:
    """Signs that belong to no note: an accidental before a bar line or a space, a length behind a bar line's space."""
    return re.sub(r"[\^_=]+(?=[|\s:\"\]])|(?<=[| ])/+\d*(?=[A-Ga-g ])", "", text)


def _end_line(text: str) -> str:
    """A last line without a bar line gets one."""
    body = text.rstrip("\n")
    return text if not body or body.endswith(("|", "]", ":")) else body + "||\n"


_RULES = (
    ("unclosed chord symbol", _close_symbols),
    ("unclosed chord", _close_chords),
    ("stray sign", _drop_stray),
    ("no bar line at the end", _end_line),
)
