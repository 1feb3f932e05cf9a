"""A knob of another program's MIDI port steers the take that is playing: real ports, real engine, real net."""

from __future__ import annotations

import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from tests.jack.desk import Desk
from tests.jack.keyboard import PORT, Keyboard, keyboard
from tests.jack.studio import studio, wait

pytestmark = [
    pytest.mark.jack,
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]
BAR = 3840
CC, KNOB = 0xB0, 21


def test_a_knob_is_learned_and_turned_while_the_take_plays(ears: Desk) -> None:
    with studio(ears, inference=True) as session, keyboard() as knobs:
        wait(session, lambda: session.compose.state.bundle_ready and opened(session))
        session.document.replace(Score(tracks=(Track("Melody", notes=seed()),)), None)
        begin(session)
        session.learn.learn("density")
        knobs.send(CC, KNOB, 64)
        wait(session, lambda: session.learn.state.knobs)
        assert session.learn.state.knobs[0].control == "density"
        assert shown(session).steering.density == 0.0
        before, commit = shown(session), session.compose.commit_tick
        turn(session, knobs, 0)
        assert session.settings.steering.density == -1.0
        after = shown(session)
        assert after.steering.density == -1.0
        assert notes(after, 0, commit) == notes(before, 0, commit)  # what was promised stays
        late = commit + 2 * BAR
        assert len(notes(after, late, after.end_tick)) < len(notes(before, late, before.end_tick))
        assert session.transport.state.playing


def seed() -> tuple[Note, ...]:
    return tuple(Note(i * 480, 480, 62 + (0, 2, 4, 5, 7, 9, 11, 12)[i % 8]) for i in range(16))


def opened(session: Session) -> bool:
    return any(PORT in row.info.name and row.info.opened for row in session.ports.state.inputs)


def begin(session: Session) -> None:
    """Sixteen bars of a melody, playing from their first note on, all of them decided."""
    track = session.document.score.tracks[0]
    session.compose.generate(GenerateRequest(track.id, bars=16, rng_seed=3))
    wait(session, lambda: session.compose.current is not None and session.compose.current.until_tick >= 4 * BAR)
    session.transport.play(2 * BAR)
    wait(session, lambda: session.transport.state.tick > 2 * BAR and shown(session).done, 40.0)


def turn(session: Session, knobs: Keyboard, value: int) -> None:
    """The knob goes to `value`, and the take is written anew to its end."""
    knobs.send(CC, KNOB, value)
    wait(session, lambda: shown(session).steering.density != 0.0)
    wait(session, lambda: shown(session).done, 40.0)


def shown(session: Session) -> Take:
    take = session.compose.current
    assert take is not None
    return take


def notes(take: Take, low: int, high: int) -> list[tuple[int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in take.notes if low <= n.start_tick < high]
