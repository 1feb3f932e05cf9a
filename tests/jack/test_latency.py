"""The latency that the engine reports is the one that the sound server vouches for."""

from __future__ import annotations

import re

import pytest

from tests.jack.dummy import RATE, Server
from tests.jack.playing import player
from tests.waiting import finished

pytestmark = [pytest.mark.jack, pytest.mark.slow]


def test_the_reported_latency_is_that_of_the_port_which_the_sound_goes_to(jack: Server) -> None:
    """PortAudio's own word is one period less: it does not count the block that is being filled."""
    told = finished(["jack_lsp", "-l", "system:playback_1"], 20.0).stdout
    (frames,) = re.findall(r"port playback latency = \[ \d+ (\d+) \]", told)
    expected = int(frames) / RATE * 1e3
    assert expected >= 2 * jack.period / RATE * 1e3
    with player() as engine:
        engine.wait(
            lambda: engine.state is not None and abs(engine.state.latency_ms - expected) < 0.1,
            f"the server says {expected:.2f} ms",
        )
