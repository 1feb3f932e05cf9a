"""The outputs: which are needed, which are there, which are open."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic

from musegen_app.base.errors import DeviceError
from musegen_app.engine.messages import OutPort, PortInfo, SetPorts
from musegen_app.engine.ports.echo import Echoes
from musegen_app.engine.ports.outgoing import Outgoing
from musegen_app.engine.ports.retries import Retries
from musegen_app.engine.ports.sender import Sender
from musegen_app.engine.ports.sounding import SoundingFile
from musegen_app.engine.protocols import MidiOutput, PortLibrary

CLOSE_SECONDS = 0.5  # for all outputs together; one that hangs is left behind


class Outlets:
    """Opens what is needed as soon as it is there. The ports' thread only; `senders` and `clocked` are replaced, never
    changed, so that the audio thread may read them at any time."""

    def __init__(
        self, library: PortLibrary, echoes: Echoes, sounding: SoundingFile, back: Callable[[str], None]
    ) -> None:
        self.senders: dict[str, Sender] = {}
        self.clocked: tuple[Sender, ...] = ()
        self.failed = Retries()
        self._library = library
        self._echoes = echoes
        self._sounding = sounding
        self._back = back
        self._ports: dict[str, MidiOutput] = {}
        self._broken: queue.SimpleQueue[tuple[Sender, str]] = queue.SimpleQueue()
        self._wishes: dict[str, OutPort] = {}
        self._needed: frozenset[str] = frozenset()
        self._tests: dict[str, float] = {}  # output -> when its test is over, in monotonic seconds
        self._apis: dict[str, str] = {}

    def wish(self, wish: SetPorts) -> None:
        """Every wish about outputs; offsets and clocks at once, the rest by the next `settle`."""
        self._wishes = {port.name: port for port in wish.outputs}
        for name, sender in self.senders.items():
            sender.set_offset(self._wish_for(name).offset_ms)
        self._sort_out_clocks()

    def need(self, names: Iterable[str]) -> None:
        """These are to be open from now on, and no others (but for clocks and tests)."""
        self._needed = frozenset(names)

    def need_for(self, name: str, seconds: float) -> None:
        """Keep that one open for some time."""
        self._tests[name] = monotonic() + seconds

    def settle(self, there: tuple[PortInfo, ...]) -> None:
        """Open and close until what is open is what is needed and there."""
        self._drop_broken()
        present = {port.name: port for port in there}
        wanted = self._wanted()
        for name in list(self.senders):
            if name not in present or self._ports[name].stale:
                self._close([name], silence=False)
        self._close([name for name in self.senders if name not in wanted])
        self.failed.keep(set(present))
        for name, port in present.items():
            self._apis[name] = port.api
            if name in wanted and name not in self.senders and self.failed.may_try(name):
                self._try(port)

    def listed(self, there: tuple[PortInfo, ...]) -> tuple[PortInfo, ...]:
        """What is there, and what is wished for or needed and is not."""
        names = {port.name for port in there}
        absent = dict.fromkeys(name for name in (*self._wishes, *sorted(self._needed)) if name not in names)
        return (
            *(replace(port, opened=port.name in self.senders) for port in there),
            *(PortInfo(name, self._apis.get(name, ""), present=False) for name in absent),
        )

    def close(self) -> None:
        """Silence and close everything."""
        self._close(list(self.senders))

    def _wanted(self) -> set[str]:
        now = monotonic()
        self._tests = {name: until for name, until in self._tests.items() if until > now}
        clocks = (name for name, wish in self._wishes.items() if wish.clock)
        return {*self._needed, *clocks, *self._tests, *(set(self._sounding.ringing()) - self.senders.keys())}

    def _wish_for(self, name: str) -> OutPort:
        return self._wishes.get(name) or OutPort(name)

    def _sort_out_clocks(self) -> None:
        self.clocked = tuple(s for name, s in self.senders.items() if self._wish_for(name).clock)

    def _try(self, port: PortInfo) -> None:
        name = port.name
        try:
            output = self._library.open_output(port)
        except DeviceError as error:
            self.failed.note(name, str(error))
            return
        self.failed.worked(name)
        sounding = self._sounding.of(name)
        sender = Sender(name, Outgoing(output, sounding, self._echoes.of(name)), self._note_broken)
        sender.set_offset(self._wish_for(name).offset_ms)
        if sounding:
            sender.silence()  # what the last process left, or what sounded when the cable came out
        self._ports[name] = output
        self.senders = {**self.senders, name: sender}
        self._sort_out_clocks()
        self._back(name)

    def _note_broken(self, sender: Sender, sentence: str) -> None:
        self._broken.put((sender, sentence))

    def _drop_broken(self) -> None:
        while not self._broken.empty():
            sender, sentence = self._broken.get()
            if self.senders.get(sender.name) is sender:
                self.failed.note(sender.name, sentence)
                self._close([sender.name], silence=False)

    def _close(self, names: list[str], silence: bool = True) -> None:
        senders = [self.senders[name] for name in names]
        self.senders = {name: sender for name, sender in self.senders.items() if name not in names}
        self._sort_out_clocks()
        for sender in senders:
            sender.end(silence)
        deadline = monotonic() + CLOSE_SECONDS
        for sender in senders:
            port = self._ports.pop(sender.name)
            if sender.ended(max(0.0, deadline - monotonic())):
                port.close()  # one that hangs cannot be closed either
