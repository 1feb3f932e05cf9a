"""Fields that are edited in place: text to value and back. No Qt; errors are sentences for the user."""

from __future__ import annotations

import re

from musegen_app.base.errors import SettingsError
from musegen_app.score.keys import pitch_name
from musegen_app.score.time import MeterMap, TempoMap

SLOWEST_BPM = 10.0
FASTEST_BPM = 400.0


def tempo_text(bpm: float) -> str:
    return f"{bpm:.2f}".rstrip("0").rstrip(".") + " bpm"


def parse_tempo(text: str) -> float:
    """`112`, `112 bpm`, `98,5` → quarter notes a minute. Raises SettingsError."""
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(?:bpm)?\s*", text, re.IGNORECASE)
    bpm = float(match[1].replace(",", ".")) if match else 0.0
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise SettingsError(f"A tempo is a number from {SLOWEST_BPM:g} to {FASTEST_BPM:g}, such as 112.")
    return bpm


def meter_text(numerator: int, denominator: int) -> str:
    return f"{numerator}/{denominator}"


def parse_meter(text: str) -> tuple[int, int]:
    """`6/8` → (6, 8). Raises SettingsError."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*", text)
    numerator, denominator = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= numerator <= 32 or denominator not in (1, 2, 4, 8, 16, 32):
        raise SettingsError("A metre is written like 4/4 or 6/8.")
    return numerator, denominator


def position_text(meter: MeterMap, tick: int) -> str:
    """Bars, beats and ticks from 1, such as `5 . 3 . 240`; a pickup bar is 0."""
    place = meter.position(tick)
    beat_ticks = meter.at(tick).beat_ticks
    return f"{place.bar + 1} . {place.tick // beat_ticks + 1} . {place.tick % beat_ticks:03d}"


def time_text(tempo: TempoMap, tick: int) -> str:
    """Minutes, seconds and tenths, such as `0:09.7`."""
    tenths = int(tempo.seconds(tick) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def pickup_text(pickup_ticks: int) -> str:
    """A pickup as a number of quavers or crotchets."""
    if pickup_ticks == 0:
        return "no pickup"
    for unit, name in ((960, "crotchet"), (480, "quaver"), (240, "semiquaver")):
        count, rest = divmod(pickup_ticks, unit)
        if rest == 0:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{pickup_ticks / 960:.2f} crotchets"


def panic_key_text(kind: int, number: int) -> str:
    """What silences everything, by its status nibble (0: nothing does) and number."""
    match kind & 0xF0:
        case 0x90:
            return f"the key {pitch_name(number)}"
        case 0xB0:
            return f"controller {number}"
        case _:
            return "no key yet"


def is_own_port(name: str) -> bool:
    """One of the MIDI ports that we offer to other programs ("MuseGen in", "MuseGen out")."""
    return name.startswith("MuseGen ")
