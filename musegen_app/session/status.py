"""The one line that always says what is going on. Runs in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from musegen_app.base.event import Event

StatusKind = Literal["info", "busy", "warn", "error"]
_RANK: dict[StatusKind, int] = {"info": 0, "warn": 1, "busy": 2, "error": 3}
_SECONDS: dict[StatusKind, float] = {"info": 5.0, "busy": 5.0, "warn": 7.0, "error": 10.0}
READY = "Ready"


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the status bar shows."""

    kind: StatusKind
    line: str


class Status:
    """Two sorts of words: *standing* ones, each in a named slot until they are cleared (generating, exporting,
    no audio device), and *passing* ones (a take is ready, a file was saved) that give way after some seconds.

    A passing word is shown before the standing ones, except that an info never hides a standing error.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.changed: Event[StatusLine] = Event()
        self._now = now
        self._standing: dict[str, StatusLine] = {}
        self._passing: tuple[float, StatusLine] | None = None
        self._shown = StatusLine("info", READY)

    @property
    def line(self) -> str:
        return self._shown.line

    @property
    def kind(self) -> StatusKind:
        return self._shown.kind

    @property
    def standing(self) -> tuple[StatusLine, ...]:
        """Everything that holds at present, most urgent and then newest first (the tooltip of the status bar)."""
        return tuple(sorted(self._standing.values(), key=lambda s: _RANK[s.kind])[::-1])

    def say(self, kind: StatusKind, line: str) -> None:
        """A passing word; how long it stays follows from its kind."""
        self._passing = (self._now() + _SECONDS[kind], StatusLine(kind, line))
        self.poll()

    def set(self, slot: str, kind: StatusKind, line: str) -> None:
        """A standing word in `slot`; an empty `line` clears it. Work that begins ends a passing word, errors aside."""
        if not line:
            self.clear(slot)
            return
        begins = kind == "busy" and slot not in self._standing
        if begins and self._passing is not None and self._passing[1].kind != "error":
            self._passing = None
        self._standing[slot] = StatusLine(kind, line)
        self.poll()

    def clear(self, slot: str) -> None:
        self._standing.pop(slot, None)
        self.poll()

    def poll(self) -> None:
        """Let passing words pass; emits `changed` when the line is another one."""
        if self._passing is not None and self._passing[0] <= self._now():
            self._passing = None
        shown = self._choose()
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)

    def _choose(self) -> StatusLine:
        standing = self.standing[0] if self._standing else None
        passing = self._passing[1] if self._passing else None
        if passing is None:
            return standing or StatusLine("info", READY)
        if standing is not None and standing.kind == "error" and passing.kind == "info":
            return standing
        return passing
