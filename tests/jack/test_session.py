"""The whole session on the JACK graph: recording a player, and an engine that is killed in mid-song."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from musegen_app.score.model import Note, Output, Score, Track
from tests.jack.desk import MIDI, Desk
from tests.jack.dummy import CALM, RATE, Server, server
from tests.jack.receiver import NOTE_ON, Receiver
from tests.jack.studio import recorded, studio, wait

pytestmark = [pytest.mark.jack, pytest.mark.slow]

QUARTER = 960
PATIENCE_SECONDS = 10.0  # ten times the promise


@pytest.fixture
def jack(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path, CALM) as running:
        yield running


def test_a_player_on_the_beat_is_recorded_on_the_beat(jack: Server, ears: Desk) -> None:
    """Within ten times a millisecond and the port's quantum; the exact figures: benchmarks/record.py."""
    with studio(ears) as session:
        late = recorded(session, ears, beats=16, latency_frames=2 * jack.period)
    assert len(late) >= 14
    assert np.abs(late).max() <= 10 * (1.0 + 1_000 * jack.period / RATE)


def test_a_killed_engine_plays_on_where_it_was(ears: Desk) -> None:
    instrument = Receiver(ears)
    with studio(ears) as session:
        port = next(row.info.name for row in session.ports.state.outputs if MIDI in row.info.name)
        notes = tuple(Note(i * 120, 100, 30 + i % 60) for i in range(2_000))
        score = Score(tracks=(Track("Outside", notes=notes, output=Output(True, port, 0)),))
        session.document.replace(score, None)
        session.transport.play(0)
        wait(session, lambda: session.transport.state.tick > 4 * QUARTER)
        os.kill(engine_pid(), signal.SIGKILL)
        killed_at = session.transport.state.tick
        wait(session, lambda: session.status.line.startswith("The sound engine stopped"))
        instrument.look()
        instrument.messages.clear()
        instrument.wait(lambda: strokes(instrument), PATIENCE_SECONDS, session.poll)
        assert session.transport.state.playing
        assert killed_at - QUARTER <= session.transport.state.tick <= killed_at + 40 * QUARTER
        assert session.document.score is score
        session.transport.stop()
        instrument.wait(lambda: not instrument.sounding, PATIENCE_SECONDS, session.poll)


def strokes(instrument: Receiver) -> int:
    return sum(data[0] & 0xF0 == NOTE_ON for _, data in instrument.messages)


def engine_pid() -> int:
    """Of the one engine that this process has started."""
    (engine,) = (child for child in multiprocessing.active_children() if child.name == "musegen-engine")
    assert engine.pid is not None
    return engine.pid
