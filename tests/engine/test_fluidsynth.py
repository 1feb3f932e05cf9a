"""The real synth: what each channel puts out, its sends, and the channels that belong to the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from musegen_app.engine.backends.catalog import open_synth
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import LIVE_CHANNEL, LIVE_DRUM_CHANNEL, PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL, Synth

RATE = 48_000
REVERB, CHORUS = 91, 93
WOODBLOCK = 115


@pytest.fixture
def synth() -> Iterator[Synth]:
    opened = open_synth(RATE)
    yield opened
    opened.close()


def rendered(synth: Synth, frames: int) -> np.ndarray:
    block = np.full((frames, 2), 9.0, np.float32)
    synth.render(block, 0, frames)
    return block


def struck(synth: Synth, channel: int = 0, pitch: int = 60) -> np.ndarray:
    """Half a second of one note, and the second and a half after its end."""
    synth.send(NOTE_ON, channel, pitch, 100)
    held = rendered(synth, RATE // 2)
    synth.send(NOTE_OFF, channel, pitch, 64)
    return np.concatenate([held, rendered(synth, 3 * RATE // 2)])


def energy(sound: np.ndarray) -> float:
    return float(np.mean(np.square(sound, dtype=np.float64)))


def width(sound: np.ndarray) -> float:
    return energy(sound[:, 0] - sound[:, 1]) / energy(sound)


def test_the_level_of_each_channel_is_its_own(synth: Synth) -> None:
    for channel in range(16):
        synth.send(CONTROL, channel, REVERB, 0)
    synth.send(NOTE_ON, 3, 60, 120)
    synth.send(NOTE_ON, 7, 60, 40)
    sound = rendered(synth, RATE // 4)
    levels = synth.take_levels()
    assert len(levels) == 16
    assert [c for c, level in enumerate(levels) if level] == [3, 7]
    assert levels[3] > 2 * levels[7]
    assert np.abs(sound).max() <= levels[3] + levels[7]
    synth.send(NOTE_OFF, 3, 60, 64)
    rendered(synth, 3 * RATE)
    synth.take_levels()
    rendered(synth, 64)
    after = synth.take_levels()
    assert after[3] < levels[3] / 100
    assert synth.take_levels() == (0.0,) * 16, "nothing was rendered since"


def test_a_channel_that_plays_alone_peaks_where_the_mix_does(synth: Synth) -> None:
    synth.send(CONTROL, 5, REVERB, 0)
    sound = struck(synth, 5)
    assert synth.take_levels()[5] == pytest.approx(np.abs(sound).max(), rel=1e-3)


@pytest.mark.parametrize("channel", [PREVIEW_CHANNEL, LIVE_CHANNEL, PREVIEW_DRUM_CHANNEL, LIVE_DRUM_CHANNEL])
def test_the_engines_own_channels_sound_and_move_no_meter(synth: Synth, channel: int) -> None:
    assert np.abs(struck(synth, channel, 40)).max() > 0.01
    assert synth.take_levels() == (0.0,) * 16


@pytest.mark.parametrize("own", [PREVIEW_DRUM_CHANNEL, LIVE_DRUM_CHANNEL])
def test_the_engines_drum_channels_play_the_drums_of_channel_10(own: int) -> None:
    kits = []
    for channel in (9, own):
        synth = open_synth(RATE)
        kits.append(struck(synth, channel, 38))
        synth.close()
    assert np.array_equal(*kits)


def test_the_sends_are_heard_on_their_own_channel_only(synth: Synth) -> None:
    """A wood block is gone after a tenth of a second: what follows is the room. Presets have a little of their own."""
    sends = {0: (0, 0), 1: (127, 0), 2: (0, 127)}
    sounds = []
    for channel, (reverb, chorus) in sends.items():
        synth.send(PROGRAM, channel, WOODBLOCK, 0)
        synth.send(CONTROL, channel, REVERB, reverb)
        synth.send(CONTROL, channel, CHORUS, chorus)
    for channel in sends:
        sounds.append(struck(synth, channel))
        rendered(synth, RATE)
    dry, roomy, broad = sounds
    assert energy(roomy[RATE // 8 : RATE]) > 8 * energy(dry[RATE // 8 : RATE])
    assert energy(broad[: RATE // 8]) > 1.5 * energy(dry[: RATE // 8])
    assert width(broad) > 3 * width(dry), "the chorus spreads it over both sides"


def test_the_mix_does_not_depend_on_how_it_is_sliced() -> None:
    def sliced(sizes: Callable[[int], int]) -> np.ndarray:
        synth = open_synth(RATE)
        synth.send(NOTE_ON, 0, 60, 100)
        synth.send(NOTE_ON, 4, 67, 100)
        block, at = np.zeros((6_400, 2), np.float32), 0
        while at < len(block):
            synth.render(block, at, stop := min(len(block), at + sizes(at)))
            at = stop
        synth.close()
        return block

    whole = sliced(lambda at: 6_400)
    assert np.abs(whole).max() > 0.05
    assert np.array_equal(whole, sliced(lambda at: 1 + at % 97))


def test_several_cores_make_the_same_sound() -> None:
    sounds = []
    for cores in (1, 2, 4):
        synth = open_synth(RATE, cores=cores)
        for channel in range(12):
            synth.send(PROGRAM, channel, 8 * channel, 0)
            synth.send(NOTE_ON, channel, 48 + channel, 100)
        sounds.append(rendered(synth, RATE // 2))
        synth.close()
    assert np.abs(sounds[0]).max() > 0.1
    assert np.abs(sounds[1] - sounds[0]).max() < 1e-5
    assert np.abs(sounds[2] - sounds[0]).max() < 1e-5
