"""A whole session, without a window, on the JACK graph; and a player in it who follows the metronome."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from musegen_app.score.model import Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.jack.desk import SOUND, STICKS, Desk
from tests.jack.dummy import ENGINE_PORT

BPM = 240  # a quarter of a second between the clicks, a quarter of a millisecond to the tick
_MS_PER_TICK = 60_000 / BPM / TICKS_PER_QUARTER
_UP_SECONDS = 30.0


@contextmanager
def studio(ears: Desk, *, inference: bool = False) -> Iterator[Session]:
    """A session whose engine plays through the server and is heard at the desk, and listens to the desk's sticks."""
    session = Session(Settings(), keep_settings=False)
    try:
        session.start(inference=inference)
        wait(session, lambda: session.sound.state.block_frames and session.sound.state.device)
        ears.connect(ENGINE_PORT, SOUND)
        session.ports.refresh()
        wait(session, lambda: any(STICKS in r.info.name and r.info.opened for r in session.ports.state.inputs))
        yield session
    finally:
        session.close()


def wait(session: Session, until: Callable[[], object], more_seconds: float = 0.0) -> None:
    """Poll the session until that holds; fails after half a minute and `more_seconds`."""
    deadline = time.monotonic() + _UP_SECONDS + more_seconds
    while not until():
        assert time.monotonic() < deadline, f"{session.status.standing} {session.sound.state} {session.ports.state}"
        session.poll()
        time.sleep(0.01)


def recorded(session: Session, ears: Desk, beats: int, latency_frames: int) -> list[float]:
    """Record a player who strikes for every click, `latency_frames` after it was captured.

    Milliseconds by which each recorded note comes after its beat.
    """
    session.document.replace(Score(tracks=(Track("Played"),), tempo=TempoMap.of_bpm(BPM)), None)
    session.record.set_thru(False)
    session.record.set_count_in(0)
    session.transport.set_metronome(True)
    ears.drum(latency_frames)
    ears.take()
    session.transport.seek(0)
    session.record.toggle()
    wait(session, lambda: session.transport.state.tick > beats * TICKS_PER_QUARTER, beats * 60 / BPM)
    session.record.toggle()
    session.transport.stop()
    wait(session, lambda: session.document.score.tracks[0].notes)
    struck = len(ears.take().strokes)
    notes = session.document.score.tracks[0].notes
    assert struck - 2 <= len(notes) <= struck, f"{struck} strokes, {len(notes)} recorded notes"
    late = [(n.start_tick + TICKS_PER_QUARTER / 2) % TICKS_PER_QUARTER - TICKS_PER_QUARTER / 2 for n in notes]
    return [ticks * _MS_PER_TICK for ticks in late]
