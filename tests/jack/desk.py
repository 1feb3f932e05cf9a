"""A client of the JACK server that hears and notes everything, in a process of its own.

Its ports: `desk:sound` (audio in), `desk:midi` (MIDI in, an external instrument as far as the engine knows) and
`desk:sticks` (MIDI out, see `drum`). All times are frames of the server (`Client.frame_time`), the one time base of
every figure. The process callback is Python: it does next to nothing, and a cycle that it missed is told as a gap.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import numpy.typing as npt

SOUND, MIDI, STICKS = "desk:sound", "desk:midi", "desk:sticks"
WAIT_SECONDS = 20.0
_ENDING_SECONDS = 5.0
_REST_FRAMES = 4_800  # between two strokes of the drummer, at least
_HELD_FRAMES = 2_400
_Blocks = list[tuple[int, bytes]]
_Events = list[tuple[int, bytes]]


@dataclass(frozen=True)
class Heard:
    """What came in since the last look: `sound[i]` belongs to frame `first + i`. `gaps`: frames [from, to) that the
    desk itself missed; they are silent in `sound`. `events`: frame and MIDI message. `strokes`: frames of `drum`."""

    first: int
    sound: npt.NDArray[np.float32]
    gaps: list[tuple[int, int]]
    events: _Events
    strokes: list[int] = field(default_factory=list)


class Desk:
    """The caller's end. Every method waits for the answer, with a deadline."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def take(self) -> Heard:
        """Everything since the last call."""
        blocks, events, strokes = self._ask("take")
        return _heard(blocks, events, strokes)

    def connect(self, source: str, destination: str) -> None:
        """Join two ports of any clients, as soon as both are there (`source` and `destination` may be beginnings)."""
        deadline = time.monotonic() + WAIT_SECONDS
        while problem := self.try_to_connect(source, destination):
            assert time.monotonic() < deadline, problem
            time.sleep(0.05)

    def try_to_connect(self, source: str, destination: str) -> str:
        """The same, once: why it did not work, "" if it did or they are joined already."""
        return str(self._ask("connect", source, destination))

    def ports(self) -> list[str]:
        """The names of all ports of the server."""
        return list(self._ask("ports"))

    def is_read(self, source: str) -> bool:
        """Whether anybody is connected to that output port."""
        return bool(self._ask("is_read", source))

    def drum(self, latency_frames: int) -> None:
        """Strike a key at `desk:sticks` whenever a click is heard: `latency_frames` after its first loud sample, and
        one period later still, as every MIDI message reaches its reader in the cycle after the stroke."""
        self._ask("drum", latency_frames)

    def _ask(self, *question: Any) -> Any:
        self._pipe.send(question)
        assert self._pipe.poll(WAIT_SECONDS), f"the desk does not answer {question[0]}"
        return self._pipe.recv()


@contextmanager
def desk() -> Iterator[Desk]:
    """A desk on the server that the environment names."""
    with in_process(_desk_process, "desk") as pipe:
        yield Desk(pipe)


@contextmanager
def in_process(main: Callable[[Connection], None], name: str) -> Iterator[Connection]:
    """`main(pipe)` in a spawned process that has said that it is ready. It should end when the pipe does, and close
    its client before: a client that is killed may take the server with it. If it does not end, it is killed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    process = context.Process(target=main, args=(theirs,), name=name, daemon=True)
    process.start()
    theirs.close()
    try:
        assert ours.poll(WAIT_SECONDS), f"{name} did not start"
        ours.recv()
        yield ours
    finally:
        ours.close()
        process.join(_ENDING_SECONDS)
        process.kill()
        process.join(_ENDING_SECONDS)


def _heard(blocks: _Blocks, events: _Events, strokes: list[int]) -> Heard:
    if not blocks:
        return Heard(0, np.zeros(0, np.float32), [], events, strokes)
    first = blocks[0][0]
    end = blocks[-1][0] + len(blocks[-1][1]) // 4
    sound, gaps, at = np.zeros(end - first, np.float32), [], first
    for frame, data in blocks:
        if frame > at:
            gaps.append((at, frame))
        part = np.frombuffer(data, np.float32)
        sound[frame - first : frame - first + len(part)] = part
        at = frame + len(part)
    return Heard(first, sound, gaps, events, strokes)


# --- the process -------------------------------------------------------------------------------------------
def _desk_process(pipe: Connection) -> None:
    sys.setswitchinterval(0.0001)
    import jack

    client = jack.Client("desk", no_start_server=True)
    taken = _Taken(client)
    client.set_process_callback(taken.process)
    gc.freeze()
    gc.disable()
    client.activate()
    pipe.send("ready")
    while True:
        try:
            question, *values = pipe.recv()
        except EOFError:
            client.close()
            return
        match question:
            case "take":
                pipe.send((drained(taken.blocks), drained(taken.events), drained(taken.strokes)))
            case "drum":
                taken.latency = values[0]
                pipe.send(None)
            case "ports":
                pipe.send([port.name for port in client.get_ports()])
            case "is_read":
                sources = [p for p in client.get_ports(is_output=True) if p.name.startswith(values[0])]
                pipe.send(any(client.get_all_connections(port) for port in sources))
            case "connect":
                try:
                    pipe.send(_connected(client, *values))
                except jack.JackError as error:  # a client that was killed leaves its ports for a while
                    pipe.send(str(error))


def _connected(client: Any, source: str, destination: str) -> str:
    """Join them; what is missing, if anything."""
    sources = [p for p in client.get_ports(is_output=True) if p.name.startswith(source)]
    destinations = [p for p in client.get_ports(is_input=True) if p.name.startswith(destination)]
    if not sources or not destinations:
        names = ", ".join(port.name for port in client.get_ports())
        return f"{source} or {destination} is not among {names}"
    if destinations[0] not in client.get_all_connections(sources[0]):
        client.connect(sources[0], destinations[0])
    return ""


def drained(waiting: deque[Any]) -> list[Any]:
    return [waiting.popleft() for _ in range(len(waiting))]


class _Taken:
    """What the process callback notes; the main thread takes it away."""

    def __init__(self, client: Any) -> None:
        self.blocks: deque[tuple[int, bytes]] = deque()
        self.events: deque[tuple[int, bytes]] = deque()
        self.strokes: deque[int] = deque()
        self.latency: int | None = None
        self._client = client
        self._sound = client.inports.register("sound")
        self._midi = client.midi_inports.register("midi")
        self._sticks = client.midi_outports.register("sticks")
        self._due: deque[tuple[int, tuple[int, int, int]]] = deque()
        self._last = -_REST_FRAMES

    def process(self, frames: int) -> None:
        start = self._client.last_frame_time
        data = bytes(self._sound.get_buffer())
        self.blocks.append((start, data))
        for offset, message in self._midi.incoming_midi_events():
            self.events.append((start + offset, bytes(message)))
        self._sticks.clear_buffer()
        if self.latency is not None:
            self._listen(start, frames, data)
        while self._due and self._due[0][0] < start + frames:
            at, message = self._due.popleft()
            self._sticks.write_midi_event(max(0, at - start), message)

    def _listen(self, start: int, frames: int, data: bytes) -> None:
        loud = np.flatnonzero(np.abs(np.frombuffer(data, np.float32)) > 0.02)
        if len(loud) and start + int(loud[0]) - self._last >= _REST_FRAMES:
            self._last = start + int(loud[0])
            self.strokes.append(self._last)
            at = self._last + (self.latency or 0) + frames
            self._due += [(at, (0x90, 60, 100)), (at + _HELD_FRAMES, (0x80, 60, 64))]
