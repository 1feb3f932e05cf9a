"""Where the clicks fall, and what they sound like. The clicks are made here: they need no synth and are exact."""

from __future__ import annotations

import numpy as np

from musegen_app.engine.protocols import Block
from musegen_app.score.time import MeterMap

CLICK_SECONDS = 0.04
ACCENT_HZ, BEAT_HZ = 1_760.0, 1_174.66
_VOICES = 4


def next_click(meter: MeterMap, tick: int) -> tuple[int, bool]:
    """The first felt beat at or after `tick`, and whether it opens a bar."""
    place = meter.position(tick)
    pulse = meter.at(tick).pulse_ticks
    beat = tick + -place.tick % pulse
    bar_line = tick if place.tick == 0 else meter.bar_start(place.bar + 1)
    return (bar_line, True) if bar_line <= beat else (beat, False)


class Clicks:
    """Sounding clicks, mixed into blocks. Audio thread."""

    def __init__(self, sample_rate: int) -> None:
        self.gain = 0.5
        time = np.arange(round(CLICK_SECONDS * sample_rate)) / sample_rate
        decay = np.exp(-time * 120.0) * np.minimum(1.0, time * 4_000.0)  # a quarter of a millisecond of attack
        self._sounds = tuple(
            np.repeat((decay * np.sin(2 * np.pi * hz * time))[:, None], 2, axis=1).astype(np.float32)
            for hz in (BEAT_HZ, ACCENT_HZ)
        )
        self._voices: list[tuple[Block, int]] = []  # sound, frames until (positive) or since (negative) its start

    def start(self, offset: int, accent: bool) -> None:
        """Begin a click `offset` frames into the next block."""
        self._voices.append((self._sounds[accent], offset))
        del self._voices[:-_VOICES]

    def mix(self, block: Block) -> None:
        """Add what sounds to `block`."""
        if not self._voices:
            return
        left: list[tuple[Block, int]] = []
        for sound, offset in self._voices:
            start, skip = max(0, offset), max(0, -offset)
            count = min(len(block) - start, len(sound) - skip)
            block[start : start + count] += self.gain * sound[skip : skip + count]
            if skip + count < len(sound):
                left.append((sound, offset - len(block)))
        self._voices = left

    def silence(self) -> None:
        self._voices = []
