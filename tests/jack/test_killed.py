"""Nothing goes on sounding at an external instrument when a process ends, is killed or hangs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jack.desk import MIDI, desk
from tests.jack.dummy import CALM, server
from tests.jack.keyboard import PORT as KEYS
from tests.jack.keyboard import keyboard
from tests.jack.owner import PANIC_CONTROL, owner
from tests.jack.playing import CHORD, Player, held, load_and_play, player, until_output
from tests.jack.receiver import Receiver

pytestmark = [pytest.mark.jack, pytest.mark.slow]

PATIENCE_SECONDS = 10.0
PANIC_SECONDS = 1.0  # ten times the promise
SOUNDING = {(0, pitch) for pitch in CHORD}


@pytest.fixture
def instrument(tmp_path: Path) -> Iterator[Receiver]:
    """On a server of its own: a client that is killed may take the server with it."""
    with server(tmp_path, CALM), desk() as ears:
        yield Receiver(ears)


def hold_chord(engine: Player, instrument: Receiver) -> None:
    """Until it sounds out there."""
    load_and_play(engine, held(until_output(engine, MIDI)))
    instrument.wait(lambda: instrument.sounding == SOUNDING, PATIENCE_SECONDS, engine.poll)


def test_quit(instrument: Receiver) -> None:
    with player() as engine:
        hold_chord(engine, instrument)
    instrument.wait(lambda: not instrument.sounding, PATIENCE_SECONDS)


def test_after_a_killed_engine_the_next_one_ends_what_it_left(instrument: Receiver) -> None:
    with player() as engine:
        hold_chord(engine, instrument)
        assert engine.link.pid is not None
        os.kill(engine.link.pid, signal.SIGKILL)
        instrument.wait(lambda: not engine.link.alive, PATIENCE_SECONDS, engine.poll)
        assert instrument.sounding == SOUNDING  # nobody was left to end them
        engine.link.restart()
        instrument.wait(lambda: not instrument.sounding, 2 * PATIENCE_SECONDS, engine.poll)


def test_a_killed_window(instrument: Receiver) -> None:
    with owner(MIDI) as window:
        instrument.wait(lambda: instrument.sounding == SOUNDING, 2 * PATIENCE_SECONDS)
        window.kill()
        instrument.wait(lambda: not instrument.sounding, PANIC_SECONDS)


def test_the_panic_key_when_the_window_hangs(instrument: Receiver) -> None:
    with keyboard() as keys, owner(MIDI) as window:
        instrument.wait(lambda: instrument.sounding == SOUNDING, 2 * PATIENCE_SECONDS)
        instrument.wait(lambda: instrument.desk.is_read(KEYS), PATIENCE_SECONDS)
        window.freeze()
        keys.send(0xB0, PANIC_CONTROL, 127)
        instrument.wait(lambda: not instrument.sounding, PANIC_SECONDS)
