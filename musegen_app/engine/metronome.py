"""Where the clicks fall, and what they sound like. The clicks are made here: they need no synth and are exact."""

from __future__ import annotations

import numpy as np

from musegen_app.engine.protocols import Block
from musegen_app.score.time import MeterMap

CLICK_SECONDS = 0.04
ACCENT_HZ, BEAT_HZ = 1_760.0, 1_174.66
TEST_CHORD = (60, 64, 67, 72)  # pitches
TEST_SECONDS = 1.5
_VOICES = 4


def next_click(meter: MeterMap, tick: int) -> tuple[int, bool]:
    """The first felt beat at or after `tick`, and whether it opens a bar."""
    place = meter.position(tick)
    pulse = meter.at(tick).pulse_ticks
    beat = tick + -place.tick % pulse
    bar_line = tick if place.tick == 0 else meter.bar_start(place.bar + 1)
    return (bar_line, True) if bar_line <= beat else (beat, False)


def clicks_between(meter: MeterMap, from_tick: int, to_tick: int) -> list[tuple[int, bool]]:
    """The felt beats of [from_tick, to_tick), and which of them open a bar."""
    clicks = []
    tick, accent = next_click(meter, from_tick)
    while tick < to_tick:
        clicks.append((tick, accent))
        tick, accent = next_click(meter, tick + 1)
    return clicks


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
        # Sound, gain, frames until (positive) or since (negative) its start.
        self._voices: list[tuple[Block, float, int]] = []

    def start(self, offset: int, accent: bool) -> None:
        """Begin a click `offset` frames into the next block."""
        self._begin(self._sounds[accent], self.gain, offset)

    def play(self, sound: Block) -> None:
        """Begin another sound with the next block, as loud as it is."""
        self._begin(sound, 1.0, 0)

    def mix(self, block: Block) -> None:
        """Add what sounds to `block`."""
        if not self._voices:
            return
        left: list[tuple[Block, float, int]] = []
        for sound, gain, offset in self._voices:
            start, skip = max(0, offset), max(0, -offset)
            count = min(len(block) - start, len(sound) - skip)
            block[start : start + count] += gain * sound[skip : skip + count]
            if skip + count < len(sound):
                left.append((sound, gain, offset - len(block)))
        self._voices = left

    def silence(self) -> None:
        self._voices = []

    def _begin(self, sound: Block, gain: float, offset: int) -> None:
        self._voices.append((sound, gain, offset))
        del self._voices[:-_VOICES]


def chord_tones(sample_rate: int) -> Block:
    """A short soft chord of plain tones, to be heard where there is no synth."""
    time = np.arange(round(TEST_SECONDS * sample_rate)) / sample_rate
    fade = np.minimum(1.0, time * 100.0) * np.exp(-time * 2.5) * np.minimum(1.0, (TEST_SECONDS - time) * 20.0)
    tones = sum(np.sin(2 * np.pi * 440.0 * 2 ** ((pitch - 69) / 12) * time) for pitch in TEST_CHORD)
    return np.repeat((0.12 * fade * tones)[:, None], 2, axis=1).astype(np.float32)
