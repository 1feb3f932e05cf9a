"""The elements of an ABC tune as written, and the voices and the tune that hold them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from musegen_app.formats.abc_fields import Signature


@dataclass(frozen=True, slots=True)
class Sound:
    """Notes that start together (`pitches` empty: a rest); `ties[i]`: pitch i is held into the next sound."""

    pitches: tuple[int, ...]
    quarters: Fraction
    ties: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar line. `again` is how often the music before it is repeated, `opens` whether a repeat starts here."""

    again: int = 0
    opens: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """From here on only in those passes of the repeat."""

    passes: frozenset[int]


@dataclass(frozen=True, slots=True)
class MeterMark:
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class KeyMark:
    signature: Signature


@dataclass(frozen=True, slots=True)
class TempoMark:
    bpm: float


@dataclass(frozen=True, slots=True)
class PartMark:
    label: str


@dataclass(frozen=True, slots=True)
class SymbolMark:
    """A chord symbol as written."""

    text: str


Element = Sound | Bar | Ending | MeterMark | KeyMark | TempoMark | PartMark | SymbolMark


@dataclass(slots=True)
class Voice:
    """One voice while it is read."""

    name: str
    unit: Fraction
    meter: tuple[int, int] | None
    signature: Signature
    elements: list[Element] = field(default_factory=list)
    accidentals: dict[str, int] = field(default_factory=dict)
    broken: Fraction = Fraction(1)
    tuplet: tuple[Fraction, int] = (Fraction(1), 0)
    overlaid: bool = False


@dataclass(slots=True)
class Tune:
    """One tune as written: header fields by letter (all lines), voices in order, what was skipped and how often."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)

    def first(self, letter: str) -> str:
        """The first header line with that letter, or ""."""
        return next(iter(self.fields.get(letter, [])), "")

    @property
    def sounding(self) -> list[Voice]:
        """The voices that hold at least one note."""
        return [v for v in self.voices.values() if any(isinstance(e, Sound) and e.pitches for e in v.elements)]
