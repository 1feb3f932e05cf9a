"""Ports that could not be opened: tried again, but not at every look, and complained about once."""

from __future__ import annotations

_LOOKS_BETWEEN = 4


class Retries:
    """By name, how long a port has been failing. One thread."""

    def __init__(self) -> None:
        self.problems: list[str] = []  # sentences that nobody has been told yet
        self._waits: dict[str, int] = {}

    def note(self, name: str, sentence: str) -> None:
        """It failed just now."""
        if name not in self._waits:
            self.problems.append(sentence)
        self._waits[name] = _LOOKS_BETWEEN

    def may_try(self, name: str) -> bool:
        """Whether it is time to try; asked once a look."""
        left = self._waits.get(name, 0)
        if left:
            self._waits[name] = left - 1
        return left <= 1

    def worked(self, name: str) -> None:
        """It works again; the next failure is news."""
        self._waits.pop(name, None)

    def keep(self, present: set[str]) -> None:
        """A port that has gone starts afresh when it returns."""
        self._waits = {name: left for name, left in self._waits.items() if name in present}

    def take_problems(self) -> list[str]:
        problems, self.problems = self.problems, []
        return problems
