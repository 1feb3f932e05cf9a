"""The two processes beside the window, as the session sees them: something to send to, to drain and to revive.

GUI thread only. `EngineLink` and `InferenceLink` fit `Link`; tests put named fakes in their place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

log = logging.getLogger(__name__)
MAX_DEATHS = 3
DEATH_WINDOW_SECONDS = 60.0
RENEW_SECONDS = 5.0

CommandT = TypeVar("CommandT")
ReportT = TypeVar("ReportT")
Command_contra = TypeVar("Command_contra", contravariant=True)
Report_co = TypeVar("Report_co", covariant=True)


class Link(Protocol[Command_contra, Report_co]):
    """A child process behind a pipe. Nothing here blocks for longer than a spawn takes."""

    @property
    def alive(self) -> bool: ...

    def spawn(self) -> None: ...

    def send(self, command: Command_contra) -> None: ...

    def poll(self) -> Sequence[Report_co]: ...

    def restart(self) -> None: ...

    def close(self) -> None: ...


class Lifeline(Generic[CommandT, ReportT]):
    """Owns a `Link`: starts it when wanted, notices its death, starts it again and says so.

    `on_up` is called after each start, with True for one after a death; `on_death` is told whether it runs again.
    While the process is down, `send` drops: whoever owns the state sends it when it is up.
    """

    def __init__(
        self,
        make: Callable[[], Link[CommandT, ReportT]],
        on_up: Callable[[bool], None],
        on_death: Callable[[bool], None],
        now: Callable[[], float],
    ) -> None:
        self._make = make
        self._on_up = on_up
        self._on_death = on_death
        self._now = now
        self._link: Link[CommandT, ReportT] | None = None
        self._deaths: list[float] = []
        self._given_up = False
        self._ends_by: float | None = None  # it was told to end before that moment

    @property
    def up(self) -> bool:
        return self._link is not None

    @property
    def given_up(self) -> bool:
        """The process kept dying, and nobody has asked for it since."""
        return self._given_up

    def start(self) -> None:
        """Spawn the process (once); later calls do nothing while it is up."""
        if self._link is None:
            link = self._make()
            link.spawn()
            self._link, self._given_up = link, False
            self._on_up(False)

    def send(self, command: CommandT) -> None:
        """Never raises: a broken pipe is noticed by the next `poll`."""
        if self._link is None:
            return
        try:
            self._link.send(command)
        except (OSError, EOFError, ValueError) as error:
            log.info("a command was lost: %s", error)

    def renew(self) -> None:
        """The process is about to end by itself because it has to: start the next one without a word."""
        self._ends_by = self._now() + RENEW_SECONDS

    def poll(self) -> Sequence[ReportT]:
        """What the process has reported since the last call; revives it when it died."""
        if self._link is None:
            return []
        reports = self._link.poll()
        if not self._link.alive:
            self._revive(self._link)
        return reports

    def close(self) -> None:
        """Ask the process to end and see to it that it does."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _revive(self, link: Link[CommandT, ReportT]) -> None:
        now = self._now()
        ended, self._ends_by = self._ends_by is not None and now <= self._ends_by, None
        if ended:
            link.restart()
            self._on_up(True)
            return
        self._deaths = [t for t in self._deaths if now - t < DEATH_WINDOW_SECONDS] + [now]
        again = len(self._deaths) <= MAX_DEATHS
        if again:
            link.restart()
            self._on_up(True)
        else:
            link.close()
            self._link, self._given_up = None, True
            self._deaths.clear()
        self._on_death(again)
