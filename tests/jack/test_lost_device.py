"""A device that disappears while the song plays, and one that comes back: the whole way, session to captured sound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from musegen_app.score.model import Note, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.jack.dummy import Server, captured, server

pytestmark = [pytest.mark.jack, pytest.mark.slow]

Figure = Callable[[str, object], None]
START_SECONDS = 60.0
BACK_SECONDS = 30.0  # ten times what is promised
POLL_SECONDS = 0.01
ORGAN = 19
BARS = 100


class Player:
    """A session that plays a chord, and every word that its status line shows."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(Settings(), settings_file=folder / "settings.json")
        notes = tuple(Note(bar * 3_840, 3_800, pitch) for bar in range(BARS) for pitch in (48, 60, 64))
        self.session.document.replace(Score(tracks=(Track("Organ", program=ORGAN, notes=notes),)), None)
        self.words: list[str] = []
        self.slowest_poll = 0.0
        self.session.on_status.subscribe(lambda status: self.words.append(status.line))

    @property
    def device(self) -> str:
        return self.session.sound.state.device

    def poll(self) -> None:
        start = time.monotonic()
        self.session.poll()
        self.slowest_poll = max(self.slowest_poll, time.monotonic() - start)

    def until(self, what: Callable[[], object], seconds: float) -> float:
        """How long it took."""
        start = time.monotonic()
        while not what():
            assert time.monotonic() - start < seconds, (self.session.sound.state, self.words)
            self.poll()
            time.sleep(POLL_SECONDS)
        return time.monotonic() - start


@pytest.fixture
def player(jack: Server, tmp_path: Path) -> Iterator[Player]:
    running = Player(tmp_path)
    try:
        running.session.start(inference=False)
        running.until(lambda: running.device and running.session.sound.state.block_frames, START_SECONDS)
        running.session.transport.play(0)
        running.until(lambda: running.session.transport.state.tick > 960, START_SECONDS)
        yield running
    finally:
        running.session.close()


def test_a_server_that_dies_and_one_that_comes_later(
    player: Player, jack: Server, tmp_path: Path, record_property: Figure
) -> None:
    player.words.clear()
    before = player.session.transport.state.tick
    jack.kill()
    player.until(lambda: not player.device, BACK_SECONDS)
    player.until(lambda: "There is no audio device" in player.session.sound.state.problem, BACK_SECONDS)
    went_on = player.session.transport.state.tick
    assert went_on >= before
    player.until(lambda: player.session.transport.state.tick > went_on + 960, BACK_SECONDS)
    (tmp_path / "second").mkdir()
    starts = time.monotonic()
    with server(tmp_path / "second") as second:
        player.until(lambda: player.device, BACK_SECONDS)
        back = time.monotonic() - starts
        assert player.session.transport.state.playing
        assert player.session.transport.state.tick > went_on
        sound = captured(second, 1, tmp_path, lambda: None, player.poll)
        assert np.abs(sound).max() > 0.01, "it is heard again"
    said = [line for line in player.words if "has stopped" in line]
    assert said == ["The audio device “system” has stopped; looking for another one"], player.words
    assert not any("started again" in line for line in player.words), player.words
    assert player.session.settings.audio_device == ""
    assert player.session.sound.state.problem == ""
    record_property("seconds from the start of the second server to sound", back)
    record_property("slowest poll of the session in seconds", player.slowest_poll)


def test_another_device_takes_over_at_once(
    player: Player, jack: Server, tmp_path: Path, record_property: Figure
) -> None:
    (tmp_path / "second").mkdir()
    jack.kill()
    with server(
        tmp_path / "second"
    ) as second:  # it is there before the loss is noticed, as the speakers of a laptop are
        tick = player.session.transport.state.tick
        player.until(lambda: "has stopped" in "".join(player.words), BACK_SECONDS)
        back = player.until(lambda: player.device and not player.session.sound.state.problem, BACK_SECONDS)
        assert player.session.transport.state.playing
        assert player.session.transport.state.tick >= tick
        sound = captured(second, 1, tmp_path, lambda: None, player.poll)
        assert np.abs(sound).max() > 0.01
    assert sum("has stopped" in line for line in player.words) == 1
    record_property("seconds from the word to sound", back)
