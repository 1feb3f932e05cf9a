"""Keyboards that come and go while the engine plays: it plays on, and they are heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.score.model import Note, Score, Track
from tests.jack.dummy import Server, server
from tests.jack.keyboards import keyboards, name_of
from tests.jack.other_program import NOTES, other_program
from tests.jack.playing import BAR, CHORD, Player, held, load_and_play, player, until_output
from tests.waiting import wait_until

pytestmark = [pytest.mark.jack, pytest.mark.slow]

COUNT = 10  # more than there are spare clients
TIMES = 2
SONG = Score(tracks=(Track("Inside", notes=(Note(0, 1_000 * BAR, 60),)),))


def open_keys(engine: Player) -> set[str]:
    """The keyboards that are open, if the engine has not given up."""
    assert engine.link.alive, "the engine stood still"
    there = engine.ports.inputs if engine.ports is not None else ()
    return {port.name for port in there if port.opened and port.name.startswith("Keyboard")}


@pytest.mark.parametrize("plain", [True, False])  # without real-time priority everybody waits for everybody for longer
def test_keyboards_come_and_go_while_the_engine_plays(tmp_path: Path, plain: bool) -> None:
    names = {name_of(which) for which in range(COUNT)}
    with server(tmp_path, plain=plain), player() as engine:
        load_and_play(engine, playlist_of(SONG))
        engine.wait(lambda: engine.position is not None and engine.position.playing, "the song did not start")
        pid = engine.link.pid
        for _ in range(TIMES):
            with keyboards(COUNT) as plugged:
                engine.wait(lambda: open_keys(engine) == names, "they were not opened")
                engine.played.clear()
                for which in range(COUNT):
                    plugged.play(which, bytes((0x90, 60 + which, 80)))
                engine.wait(lambda: open_keys(engine) and len(engine.played) >= COUNT, "they were not heard")
                heard = {(event.port, event.status, event.data1, event.data2) for event in engine.played}
                assert heard == {(name_of(which), 0x90, 60 + which, 80) for which in range(COUNT)}
            engine.wait(lambda: not open_keys(engine), "they were not closed")
        assert engine.link.pid == pid
        assert engine.problems == []
        assert engine.position is not None
        assert engine.position.playing


def is_open(engine: Player) -> bool:
    return engine.ports is not None and any(port.name == NOTES and port.opened for port in engine.ports.outputs)


def test_what_sounded_on_an_unplugged_instrument_is_ended_after_a_clean_end(jack: Server) -> None:
    with player() as engine:
        with other_program() as other:
            load_and_play(engine, held(until_output(engine, NOTES)))
            wait_until(lambda: sum(data[0] == 0x90 for data in other.heard) == len(CHORD), what="the chord")
        engine.wait(lambda: not is_open(engine), "its end was not noticed")
        engine.link.send(m.Stop())
        engine.link.send(m.Quit())
        engine.wait(lambda: not engine.link.alive, "it did not end")
        with other_program() as other:
            engine.link.restart()
            wait_until(lambda: len(other.heard) >= len(CHORD), what="the note-offs")
            assert sorted(other.heard[: len(CHORD)]) == [bytes((0x80, pitch, 64)) for pitch in CHORD]
