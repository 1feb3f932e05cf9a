"""A and B while the music plays, by the engine on a clock that is turned by hand: no note is cut, nothing waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine
from musegen_app.engine.orders import Orders
from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.score.time import TempoMap
from musegen_app.session.credit import Horizon
from musegen_app.session.handover import Handover
from tests.fakes.recording_outs import RecordingOuts
from tests.fakes.recording_synth import RecordingSynth
from tests.session.conftest import QUARTER, Room
from tests.session.test_take_verbs import END, compose_of, make

RATE, BLOCK = 48_000, 256
FRAMES_PER_TICK = 25  # 120 bpm


class _Nothing:
    """A rig and ports that are not asked for anything here."""

    def __getattr__(self, name: str) -> object:
        return lambda *args: None


@dataclass
class Player:
    """The session's commands played by a real engine, a block at a time; the session hears where it is."""

    room: Room
    synth: RecordingSynth = field(default_factory=RecordingSynth)

    def __post_init__(self) -> None:
        self.engine = Engine(RATE, self.synth, RecordingOuts())
        self.clock = ManualClock(self.engine.render, BLOCK)
        self.orders = Orders(self.engine, _Nothing(), _Nothing())  # type: ignore[arg-type]
        self._obeyed = 0

    def run(self, ticks: int) -> None:
        end = self.clock.frame + ticks * FRAMES_PER_TICK
        while self.clock.frame < end:
            for command in self.room.engine.sent[self._obeyed :]:
                if isinstance(command, m.LoadPlaylist | m.PatchPlaylist | m.Play | m.SetUntil):
                    self.orders.obey(command)
            self._obeyed = len(self.room.engine.sent)
            self.clock.block()
            tick = self.engine.scheduler.tick
            self.room.engine.reports.append(m.Position(tick, True, 1, 0, 0, 0.0))
            self.room.step(BLOCK / RATE)

    def sounding(self) -> list[tuple[int, int, int]]:
        """Frame of each note-on, frame of its end, and its pitch; a note that never ends is an error."""
        found, down = [], {}
        for frame, kind, channel, pitch, _ in self.synth.heard:
            if kind == NOTE_ON:
                assert (channel, pitch) not in down
                down[(channel, pitch)] = frame
            elif kind == NOTE_OFF and (channel, pitch) in down:
                found.append((down.pop((channel, pitch)), frame, pitch))
        assert not down
        return sorted(found)


@pytest.mark.parametrize("after", [1, 480, 900, 1300])  # of a quarter, in ticks: anywhere in a note
def test_the_other_take_is_heard_from_its_next_note_on_and_nothing_is_silent(room: Room, after: int) -> None:
    _, takes = make(room)
    compose_of(room).compare(takes[0].id, takes[1].id)
    player = Player(room)
    room.session.transport.play(END)
    player.run(after)
    compose_of(room).toggle_ab()
    player.run(9 * QUARTER)
    heard = player.sounding()
    starts = [start for start, _, _ in heard]
    assert [round((s - starts[0]) / FRAMES_PER_TICK / QUARTER, 2) for s in starts] == list(range(8))
    pitches = [pitch for _, _, pitch in heard]
    first_of_b = pitches.index(61)
    assert pitches == [60] * first_of_b + [61] * (8 - first_of_b)
    assert first_of_b * QUARTER <= after + QUARTER + 200  # the next one, but for the margin of a tenth of a second
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(heard)]
    assert max(gaps) <= BLOCK


def test_the_part_before_the_change_is_the_other_takes_too_when_it_is_played_again(room: Room) -> None:
    _, takes = make(room)
    compose_of(room).compare(takes[0].id, takes[1].id)
    player = Player(room)
    room.session.transport.play(END)
    player.run(2 * QUARTER)
    compose_of(room).toggle_ab()
    player.run(2 * QUARTER)
    player.synth.heard.clear()
    room.session.transport.play(END)
    player.run(9 * QUARTER)
    assert {pitch for _, _, pitch in player.sounding()} == {61}


def test_while_nothing_plays_there_is_nothing_to_hand_over() -> None:
    a, b = (Take(name, 1, 1, 0, 9, 9, (Note(0, 9, 60),), done=True) for name in "ab")
    handover = Handover(lambda: Horizon(0, False, TempoMap()))
    assert handover.heard(a) is a
    assert handover.heard(b) is b
    assert not handover.poll()


def test_a_take_that_shares_what_sounds_is_heard_at_once() -> None:
    """A control was moved: the child has the notes of its parent as far as they stay."""
    shared = Note(0, 1920, 60)
    a = Take("a", 1, 1, 0, 3840, 3840, (shared, Note(1920, 1920, 62)), done=True)
    b = Take("b", 1, 1, 0, 3840, 3840, (shared, Note(960, 1920, 64)), done=True)
    handover = Handover(lambda: Horizon(900, True, TempoMap()))
    assert handover.heard(a) is a
    assert handover.heard(b) is b
