"""How soon the model answers a moved control: for so long, what is about to sound can no longer change.

The time is handed in.
"""

from __future__ import annotations

from collections import deque

USUAL_SECONDS = 0.2  # as long as nothing was measured
WAYS_SECONDS = 0.1  # from the playhead's report to us, and from us into what is played
SPARE = 1.25  # of the slowest answers of late
LEAST_SECONDS, MOST_SECONDS = 0.15, 1.5
REMEMBERED, ENOUGH = 8, 4  # of so many answers a single slow one says nothing about the next


class Promptness:
    """Measures from `asked` to `answered`; several questions before one answer are one."""

    def __init__(self) -> None:
        self._answers: deque[float] = deque(maxlen=REMEMBERED)
        self._since: float | None = None
        self._before: int = 0

    @property
    def waiting(self) -> bool:
        """Was a control moved that has not been answered?"""
        return self._since is not None

    @property
    def margin_seconds(self) -> float:
        """Notes nearer to the playhead than this no longer move."""
        known = sorted(self._answers) or [USUAL_SECONDS]
        slowest = known[-2] if len(known) >= ENOUGH else known[-1]
        return min(MOST_SECONDS, max(LEAST_SECONDS, WAYS_SECONDS + SPARE * slowest))

    def asked(self, now: float, until_tick: int) -> None:
        """A control was moved at `now`; notes were known up to `until_tick`."""
        self._since, self._before = now, until_tick

    def answered(self, now: float, replaces_from_tick: int) -> bool:
        """Notes came. Is it the answer? What only goes on from where the notes ended may have been under way."""
        if self._since is None or replaces_from_tick >= self._before:
            return False
        self._answers.append(max(0.0, now - self._since))
        self._since = None
        return True

    def forget(self) -> None:
        """Nobody will answer any more: another request, perhaps of another model. How fast it was
        before is the best guess."""
        self._since = None
