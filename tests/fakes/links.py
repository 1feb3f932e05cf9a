"""Links without processes: they keep what was sent and report what the test puts in."""

from __future__ import annotations

from typing import Any


class ManualClock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


class FakeLink:
    """A `Link`: `sent` holds the commands since the last (re)start, `reports` what the next poll returns."""

    def __init__(self) -> None:
        self.alive = False
        self.starts = 0
        self.sent: list[Any] = []
        self.reports: list[Any] = []

    def spawn(self) -> None:
        self.alive = True
        self.starts += 1

    def send(self, command: Any) -> None:
        if not self.alive:
            raise BrokenPipeError("nobody listens")
        self.sent.append(command)

    def poll(self) -> list[Any]:
        reports, self.reports = self.reports, []
        return reports

    def restart(self) -> None:
        self.sent.clear()
        self.spawn()

    def close(self) -> None:
        self.alive = False

    def of(self, kind: type) -> list[Any]:
        """The commands of one kind, in order."""
        return [c for c in self.sent if isinstance(c, kind)]

    def last(self, kind: type) -> Any:
        return self.of(kind)[-1]
