"""What the window says about the controls that steer the net: their names, their ends, their values."""

from __future__ import annotations

import re

from musegen_app.sampling.steering.control import PITCH, ControlSpec
from musegen_app.score.keys import pitch_name
from musegen_app.score.pitch_text import pitch_named
from musegen_app.ui.translation import said

_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?")


def label(spec: ControlSpec) -> str:
    return said(spec.label)


def tip(spec: ControlSpec) -> str:
    return said(spec.tooltip)


def is_pitch(spec: ControlSpec) -> bool:
    return spec.unit == PITCH


def is_share(spec: ControlSpec) -> bool:
    """Is the value a part of a whole, said in per cent, rather than a number of its own (a temperature)?"""
    return spec.maximum == 1.0 and spec.neutral == 0.0


def value_words(spec: ControlSpec, value: float) -> str:
    """Such as "leaps 40 %", "any", "D4" or "1.10"."""
    if is_pitch(spec):
        return said("any") if value == spec.neutral else pitch_name(round(value))
    if not is_share(spec):
        return f"{value:.2f}"
    if abs(value) < 0.005:
        return said("any") if spec.minimum < 0 or not spec.low else said(spec.low)
    word = said(spec.low if value < 0 else spec.high) if spec.minimum < 0 else ""
    return f"{word} {abs(value) * 100:.0f} %".strip()


def read_value(spec: ControlSpec, text: str) -> float | None:
    """What was typed: a number (per cent where it is said so), the name of a pitch, "any"; None for nonsense."""
    text = text.strip().casefold()
    if text and text in (said("any").casefold(), said(spec.low).casefold() if spec.minimum >= 0 else ""):
        return spec.neutral
    if is_pitch(spec):
        pitch = pitch_named(text)
        return None if pitch is None else spec.clamp(float(pitch))
    number = _NUMBER.search(text)
    if number is None:
        return _end_meant(spec, text)
    value = float(number[0].replace("−", "-").replace(",", "."))
    if is_share(spec):
        value = value / 100.0
        if value > 0 and spec.minimum < 0 and spec.low and said(spec.low).casefold() in text:
            value = -value
    return spec.clamp(value)


def range_words(low: float, high: float) -> str:
    """A range of MIDI pitches: "D4 – B5", "from D4", "up to B5", "any"."""
    if low <= 0 and high >= 127:
        return said("any")
    if high >= 127:
        return said("from {0}").format(pitch_name(round(low)))
    if low <= 0:
        return said("up to {0}").format(pitch_name(round(high)))
    return f"{pitch_name(round(low))} – {pitch_name(round(high))}"


def read_range(text: str) -> tuple[float, float] | None:
    """The range that `range_words` wrote or somebody typed; one pitch alone is the lowest. None for nonsense."""
    text = text.strip()
    if text.casefold() == said("any").casefold():
        return 0.0, 127.0
    below = text.casefold().startswith(said("up to {0}").format("").strip().casefold())
    found = [pitch_named(piece) for piece in re.findall(r"[A-Ha-h][#♯b♭]?-?\d|\d+", text)]
    pitches = [float(p) for p in found if p is not None]
    if not pitches:
        return None
    if len(pitches) == 1:
        return (0.0, pitches[0]) if below else (pitches[0], 127.0)
    return min(pitches[:2]), max(pitches[:2])


def spec_texts(spec: ControlSpec) -> tuple[str, ...]:
    """Everything of the spec that is shown, in English."""
    return tuple(t for t in (spec.label, spec.tooltip, spec.low, spec.high, spec.group.value) if t)


def _end_meant(spec: ControlSpec, text: str) -> float | None:
    """The word of an end, typed alone, is all of it."""
    ends = {said(spec.low).casefold(): spec.minimum, said(spec.high).casefold(): spec.maximum}
    return ends.get(text) if text else None
