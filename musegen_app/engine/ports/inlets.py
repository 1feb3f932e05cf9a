"""The inputs: which are wished for, which are there, which are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from musegen_app.base.errors import DeviceError
from musegen_app.engine.messages import InPort, PortInfo, SetPorts
from musegen_app.engine.ports.echo import Echoes
from musegen_app.engine.ports.follower import ClockFollower
from musegen_app.engine.ports.incoming import Incoming
from musegen_app.engine.ports.retries import Retries
from musegen_app.engine.protocols import Heard, MidiInput, PortLibrary


@dataclass(frozen=True, slots=True)
class _Open:
    port: MidiInput
    incoming: Incoming


class Inlets:
    """Opens what is wished for as soon as it is there. The ports' thread only."""

    def __init__(
        self, library: PortLibrary, heard: Heard, echoes: Echoes, clock: ClockFollower, lost: Callable[[str], None]
    ) -> None:
        self.failed = Retries()
        self._library = library
        self._heard = heard
        self._echoes = echoes
        self._clock = clock
        self._lost = lost
        self._wishes: dict[str, InPort] = {}
        self._all = True
        self._followed = ""
        self._open: dict[str, _Open] = {}
        self._apis: dict[str, str] = {}

    def wish(self, wish: SetPorts) -> None:
        """Every wish about inputs; taken up by the next `settle`, filters at once."""
        self._wishes = {port.name: port for port in wish.inputs}
        self._all = wish.all_inputs
        for name, opened in self._open.items():
            opened.incoming.adopt(self._wish_for(name))

    def follow(self, port: str) -> None:
        """Take the clock from that input, "" from none."""
        if port == self._followed:
            return
        self._followed = port
        for opened in self._open.values():
            opened.incoming.follow(None)
        self._clock.reset()
        if port in self._open:
            self._open[port].incoming.follow(self._clock)

    def settle(self, there: tuple[PortInfo, ...]) -> None:
        """Open and close until what is open is what is wished for and there."""
        present = {port.name: port for port in there}
        for name, opened in list(self._open.items()):
            if name not in present or opened.port.stale or not self._is_wanted(name):
                self._close(name)
        self.failed.keep(set(present))
        for name, port in present.items():
            self._apis[name] = port.api
            if name not in self._open and self._is_wanted(name) and self.failed.may_try(name):
                self._try(port)

    def listed(self, there: tuple[PortInfo, ...]) -> tuple[PortInfo, ...]:
        """What is there, and what is wished for and is not."""
        names = {port.name for port in there}
        absent = [name for name in self._wishes if name not in names]
        return (
            *(replace(port, opened=port.name in self._open) for port in there),
            *(PortInfo(name, self._apis.get(name, ""), present=False) for name in absent),
        )

    def close(self) -> None:
        for name in list(self._open):
            self._close(name)

    def _is_wanted(self, name: str) -> bool:
        return name == self._followed or self._wish_for(name).enabled

    def _wish_for(self, name: str) -> InPort:
        return self._wishes.get(name) or InPort(name, enabled=self._all)

    def _try(self, port: PortInfo) -> None:
        incoming = Incoming(self._wish_for(port.name), self._heard, self._echoes.of(port.name))
        incoming.follow(self._clock if port.name == self._followed else None)
        try:
            self._open[port.name] = _Open(self._library.open_input(port, incoming.receive), incoming)
        except DeviceError as error:
            self.failed.note(port.name, str(error))
        else:
            self.failed.worked(port.name)

    def _close(self, name: str) -> None:
        self._open.pop(name).port.close()
        if name == self._followed:
            self._clock.reset()
        self._lost(name)
