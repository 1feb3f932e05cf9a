"""Verbs of the MIDI ports: which inputs are listened to and how, the outputs, the clock that is followed. GUI thread.

The engine opens and closes the ports; here are the user's wishes, which outlast an unplugged cable and a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from musegen_app.base.event import Event
from musegen_app.engine import messages as engine
from musegen_app.engine.messages import InPort, OutPort, PortInfo, SyncState
from musegen_app.session.outside import listed
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.transport import EngineLine

_SYNC = "sync"
Wish = TypeVar("Wish", bound=InPort | OutPort)


@dataclass(frozen=True, slots=True)
class PortRow:
    """A port as the engine sees it, and what the user wants of it."""

    info: PortInfo
    wish: InPort | OutPort


@dataclass(frozen=True, slots=True)
class PortsState:
    """The ports that are there or wished for; `problem` says why there are none, or ""."""

    inputs: tuple[PortRow, ...] = ()
    outputs: tuple[PortRow, ...] = ()
    all_inputs: bool = True
    sync: SyncState = field(default_factory=lambda: SyncState(""))
    problem: str = ""


class PortVerbs:
    """`state` is what the engine last reported with the wishes beside it."""

    def __init__(
        self, line: EngineLine, status: Status, settings: Callable[[], Settings], change: Callable[..., None]
    ) -> None:
        self.changed: Event[PortsState] = Event()
        self.gone: Event[str] = Event()  # the name of an input that we do not hear any more
        self._line = line
        self._status = status
        self._settings = settings
        self._change = change
        self._list: engine.PortList | None = None
        self._missed: set[str] = set()  # ports said to be gone and not back yet
        self.state = PortsState()
        self._show()

    def refresh(self) -> None:
        """Look for ports now; `changed` fires when the answer is there."""
        if not self._line.up:
            self._line.start()
        self._line.send(engine.ListPorts())

    def set_input(self, wish: InPort) -> None:
        """How the input `wish.name` is to be listened to; remembered."""
        self._wish(in_ports=_put(self._settings().in_ports, wish))

    def set_output(self, wish: OutPort) -> None:
        """The offset and the clock of the output `wish.name`; remembered."""
        self._wish(out_ports=_put(self._settings().out_ports, wish))

    def set_all_inputs(self, on: bool) -> None:
        """Listen to inputs that were never chosen, too (such as one that is plugged in for the first time)."""
        self._wish(all_inputs=on)

    def test(self, name: str) -> None:
        """Three notes on channel 1 of the output."""
        self._line.send(engine.TestPort(name))

    def follow_clock(self, port: str) -> None:
        """Follow the MIDI clock that comes in at `port` ("" = our own clock); remembered."""
        self._change(sync_port=port)
        self._line.send(engine.SetSync(port))
        self.on_sync(SyncState(port))

    # --- for the session -------------------------------------------------------------------------------
    def wishes(self) -> tuple[engine.EngineCommand, ...]:
        """What a new engine is told first."""
        wish = self._settings()
        ports = engine.SetPorts(wish.in_ports, wish.out_ports, wish.all_inputs)
        return (ports, engine.SetSync(wish.sync_port))

    def on_ports(self, report: engine.PortList) -> None:
        """The list is another one: show it, and say once what went and what came back."""
        before, self._list = self._list, report
        self._show()
        if before is not None:
            self._say_changes(before, report)
            still = {p.name for p in report.inputs if p.opened}
            for port in before.inputs:
                if port.opened and port.name not in still:
                    self.gone.emit(port.name)

    def on_sync(self, report: SyncState) -> None:
        self._status.set(_SYNC, "info", _sync_words(report))
        self._publish(replace(self.state, sync=report))

    def _wish(self, **changes: object) -> None:
        self._change(**changes)
        self._line.send(self.wishes()[0])
        self._show()

    def _say_changes(self, before: engine.PortList, after: engine.PortList) -> None:
        was = {p.name for p in (*before.inputs, *before.outputs) if p.opened}
        present = {p.name for p in (*after.inputs, *after.outputs) if p.present}
        gone, back = sorted(was - present), sorted(self._missed & present)
        self._missed = self._missed.union(gone).difference(back)
        if len(gone) == 1:
            self._status.say("warn", f"“{gone[0]}” is gone; it will be used again when it is back")
        elif gone:
            self._status.say("warn", f"{listed(gone)} are gone; they will be used again when they are back")
        elif back:
            self._status.say("info", f"{listed(back)} {'is' if len(back) == 1 else 'are'} back")

    def _show(self) -> None:
        wish = self._settings()
        found = self._list or engine.PortList()
        ins = _rows(found.inputs, {w.name: w for w in wish.in_ports}, lambda n: InPort(n, enabled=wish.all_inputs))
        outs = _rows(found.outputs, {w.name: w for w in wish.out_ports}, OutPort)
        self._publish(PortsState(ins, outs, wish.all_inputs, self.state.sync, found.problem))

    def _publish(self, state: PortsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _rows(
    found: Iterable[PortInfo], wishes: Mapping[str, InPort | OutPort], usual: Callable[[str], InPort | OutPort]
) -> tuple[PortRow, ...]:
    """The ports found, then those that are wished for and not there."""
    rows = [PortRow(info, wishes.get(info.name) or usual(info.name)) for info in found]
    known = {row.info.name for row in rows}
    absent = [PortRow(PortInfo(w.name, "", present=False), w) for w in wishes.values() if w.name not in known]
    return (*rows, *absent)


def _put(wishes: tuple[Wish, ...], wish: Wish) -> tuple[Wish, ...]:
    return (*(w for w in wishes if w.name != wish.name), wish)


def _sync_words(sync: SyncState) -> str:
    if not sync.port:
        return ""
    if not sync.bpm:
        return f"Waiting for the clock of “{sync.port}”"
    return f"Following the clock of “{sync.port}” at {sync.bpm:.1f} bpm"
