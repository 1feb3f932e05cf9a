"""From one take to another while they sound: no note is cut off and none is begun in its middle.

What sounds of the take that is left goes on until it ends or the other take has its next note; from there on the other
one is heard. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.session.credit import Horizon

MARGIN_SECONDS = 0.1  # until then the engine knows of the other take


class Handover:
    """`heard` is asked with the take that is shown whenever the playlist is made."""

    def __init__(self, horizon: Callable[[], Horizon]) -> None:
        self._horizon = horizon
        self._shown: Take | None = None
        self._left: Take | None = None  # still sounds
        self._at = 0  # where it is left
        self._until = 0  # where the last of its notes has ended

    def heard(self, take: Take | None) -> Take | None:
        """`take` as it sounds at this moment."""
        before, self._shown = self._shown, take
        if take is None:
            self._left = None
        elif before is not None and before.id != take.id:
            self._leave(before, take)
        if take is None or self._left is None:
            return take
        return self._bridge(self._left, take)

    def poll(self) -> bool:
        """True once when nothing of the take that was left sounds or another place is played: a new playlist is due."""
        if self._left is None:
            return False
        now = self._horizon()
        if now.playing and self._at - 2 * (now.ahead(MARGIN_SECONDS) - now.tick) <= now.tick < self._until:
            return False
        self._left = None
        return True

    def _leave(self, before: Take, take: Take) -> None:
        now = self._horizon()
        at = now.ahead(MARGIN_SECONDS)
        both = {n.id for n in take.notes}  # a control was moved: they go on by themselves
        near = (n for n in before.notes if n.start_tick < at and n.end_tick > now.tick)
        ringing = [n for n in near if n.id not in both]
        alike = before.parts == take.parts and before.replaces == take.replaces
        self._left = before if now.playing and ringing and alike else None
        self._at = at
        self._until = max((n.end_tick for n in ringing), default=0)

    def _bridge(self, left: Take, take: Take) -> Take:
        """The notes of `left` that begin before the change, each on the track of its part of `take`; those of `take`
        after it."""
        at = self._at
        coming = [(n, of) for n, of in zip(take.notes, take.part_numbers, strict=True) if n.start_tick >= at]
        first = {of: note.start_tick for note, of in reversed(coming)}
        going = [
            (_ended(n, first.get(of, n.end_tick)), of)
            for n, of in zip(left.notes, left.part_numbers, strict=True)
            if n.start_tick < at
        ]
        rows = [*going, *coming]
        return replace(
            take,
            notes=tuple(note for note, _ in rows),
            logp=(),
            part_of=tuple(of for _, of in rows) if len(take.parts) > 1 else (),
        )


def _ended(note: Note, tick: int) -> Note:
    """At `tick` at the latest."""
    return note if note.end_tick <= tick else replace(note, duration_ticks=tick - note.start_tick)
