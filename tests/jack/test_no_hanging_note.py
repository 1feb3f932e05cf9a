"""Nothing goes on sounding at an external instrument, whatever happens: seen from the instrument's side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.playlist import Playlist
from tests.jack.desk import MIDI, desk
from tests.jack.dummy import CALM, server
from tests.jack.playing import BAR, CHORD, Player, held, load_and_play, player, until_output
from tests.jack.receiver import NOTE_OFF, NOTE_ON, Receiver

pytestmark = [pytest.mark.jack, pytest.mark.slow]

PATIENCE_SECONDS = 10.0
PANIC_SECONDS = 1.0  # ten times the promise
PANIC_CONTROLS = {64, 120, 121, 123}
SOUNDING = {(0, pitch) for pitch in CHORD}


@dataclass
class Stand:
    """An instrument, an engine, and the engine's name for the instrument's port."""

    instrument: Receiver
    engine: Player
    port: str

    def play(self) -> None:
        """Until the chord sounds out there."""
        load_and_play(self.engine, held(self.port))
        self.wait(lambda: self.instrument.sounding == SOUNDING)
        self.instrument.messages.clear()

    def wait(self, until: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        self.instrument.wait(until, seconds, self.engine.poll)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("jack")
    with pytest.MonkeyPatch.context() as environment, server(folder, CALM), desk() as ears:
        environment.setenv("MUSEGEN_HOME", str(folder / "home"))
        with player() as engine:
            yield Stand(Receiver(ears), engine, until_output(engine, MIDI))


def load(playlist: Callable[[str], Playlist]) -> Callable[[Stand], None]:
    return lambda stand: stand.engine.link.send(m.LoadPlaylist(2, playlist(stand.port)))


def send(*commands: m.EngineCommand) -> Callable[[Stand], None]:
    def act(stand: Stand) -> None:
        for command in commands:
            stand.engine.link.send(command)

    return act


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(send(m.Stop()), id="stop"),
        pytest.param(send(m.Seek(200 * BAR)), id="seek"),
        pytest.param(load(lambda port: Playlist(end_tick=9 * BAR)), id="mute or delete the track"),
        pytest.param(load(lambda port: held(port, bars=0)), id="delete the notes"),
        pytest.param(send(m.Panic()), id="panic"),
    ],
)
def test_what_ends_every_note(stand: Stand, act: Callable[[Stand], None]) -> None:
    stand.play()
    act(stand)
    stand.wait(lambda: not stand.instrument.sounding)
    send(m.Stop(), m.SetLoop(False))(stand)


def test_another_channel_or_port_leaves_nothing_on_the_old_one(stand: Stand) -> None:
    stand.play()
    send(m.LoadPlaylist(2, held(stand.port, channel=5)))(stand)
    stand.wait(lambda: not stand.instrument.sounding & SOUNDING)
    send(m.Seek(0))(stand)
    stand.wait(lambda: stand.instrument.sounding == {(5, pitch) for pitch in CHORD})
    send(m.LoadPlaylist(3, held("a port that is not there")))(stand)
    stand.wait(lambda: not stand.instrument.sounding)
    send(m.Stop())(stand)


def test_a_loop_ends_each_note_before_it_begins_again(stand: Stand) -> None:
    stand.play()
    send(m.SetLoop(True, 0, 480), m.Seek(0))(stand)
    strokes = [0]

    def struck_four_times() -> bool:
        strokes[0] = sum(data[:2] == bytes((NOTE_ON, CHORD[0])) for _, data in stand.instrument.messages)
        return strokes[0] >= 4

    stand.wait(struck_four_times)
    send(m.Stop(), m.SetLoop(False))(stand)
    stand.wait(lambda: not stand.instrument.sounding)
    kinds = [data[0] & 0xF0 for _, data in stand.instrument.messages if data[1:2] == bytes(CHORD[:1])]
    assert [k for k in kinds if k in (NOTE_ON, NOTE_OFF)] == [NOTE_OFF, NOTE_ON] * strokes[0] + [NOTE_OFF]


def test_panic_ends_notes_one_by_one_and_then_everything_by_every_means(stand: Stand) -> None:
    stand.play()
    send(m.Panic())(stand)
    stand.wait(lambda: not stand.instrument.sounding, PANIC_SECONDS)
    wanted = {(channel, number) for channel in range(16) for number in PANIC_CONTROLS}
    stand.wait(lambda: wanted <= stand.instrument.controls(), PANIC_SECONDS)
    kinds = [data[0] & 0xF0 for _, data in stand.instrument.messages]
    assert kinds[: len(CHORD)] == [NOTE_OFF] * len(CHORD)
