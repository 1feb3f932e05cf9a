"""A take that was finished before a control was moved stays as it was: what is imagined anew is a take of its own, its
child. So one may always go back to what was heard before. GUI thread.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.take import Take
from musegen_app.session.takes import Takes

DETACHED = 0  # the number of no request: such a take no longer listens to the worker


class Forking:
    """Moves of one turn of a knob, less than a bar apart, are one take."""

    def __init__(self, takes: Takes) -> None:
        self._takes = takes
        self._steered_at: dict[int, int] = {}  # by the take's number in its request

    def forget(self) -> None:
        """Another request was begun."""
        self._steered_at.clear()

    def steer(self, take: Take, steering: Steering, commit_tick: int, bar_ticks: int) -> None:
        """`take` will be another one from `commit_tick` on."""
        before = self._steered_at.get(take.index)
        self._steered_at[take.index] = commit_tick
        turning_on = before is not None and abs(commit_tick - before) < bar_ticks
        if take.done and not turning_on:
            self._fork(take, steering, commit_tick)
        else:
            self._takes.update(replace(take, steering=steering, done=False))

    def _fork(self, take: Take, steering: Steering, commit_tick: int) -> None:
        name = hashlib.sha256(repr((take.id, steering, commit_tick)).encode()).hexdigest()[:10]
        child = replace(take, id=name, parent=take.id, steering=steering, done=False, rating=0)
        shown = self._takes.current is not None and self._takes.current.id == take.id
        self._takes.update(replace(take, request=DETACHED))
        self._takes.put([replace(child, critique=None, nearest=None)])
        if shown:
            self._takes.select(name)
