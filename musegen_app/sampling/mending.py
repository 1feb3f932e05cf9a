"""What to do when a take has run dry: where to go back to, what to forbid, how much more freedom to give.

The bans make sure that the same collapse cannot come again at once; the tries are bounded, so that a net which knows
nothing else still ends its take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from musegen_app.codecs.lead import Kind
from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.sampling.collapse import CollapseKind
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.rules import Rules
from musegen_app.sampling.steering.catalog import relaxed

TRIES_PER_PLACE = 4
HEAT = 0.25  # added to the temperatures' factor with every try
MEND_BARS = 2  # how long the extra freedom lasts
RUN_WHILE_MENDING = 3  # equal onsets in a row that are still allowed then


class Mender:
    """Remembers what was tried. `value_of` turns a MIDI pitch into a pitch value of the codec."""

    def __init__(self, rules: Rules, bar: int, value_of: Callable[[int], int]) -> None:
        self.plain = rules
        self.attempts = 0  # over the whole take: the number of the dice
        self._bar = bar
        self._value_of = value_of
        self._tries: Counter[int] = Counter()
        self._heat = 0
        self._until = rules.start
        self._ban = rules

    def may_go_back_to(self, grid: int) -> bool:
        return self._tries[grid] < TRIES_PER_PLACE

    def start(self, kind: CollapseKind, grid: int, stale: int | None) -> None:
        """The take has gone back to `grid`, where the pitch `stale` stood; it must not come there again."""
        self._tries[grid] += 1
        self.attempts += 1
        self._heat = min(self._heat + 1, TRIES_PER_PLACE)
        self._until = grid + MEND_BARS * self._bar
        if kind is CollapseKind.SILENCE:
            self._ban = replace(self.plain, banned_kinds=frozenset({Kind.REST}))
        elif stale is not None:
            self._ban = replace(self.plain, banned_pitches=frozenset({self._value_of(stale)}))

    def note_came(self) -> None:
        """A note was drawn: the ban has done its work."""
        self._ban = self.plain

    def rules(self, position: int, notes: Sequence[LeadNote]) -> Rules:
        """The rules for the event at `position`."""
        if position >= self._until or _run(notes) < RUN_WHILE_MENDING:
            return self._ban
        tired = self._value_of(notes[-1].pitch)
        return replace(self._ban, banned_pitches=self._ban.banned_pitches | {tired})

    def steering(self, position: int, wanted: Steering) -> Steering:
        """The steering for the event at `position`: hotter while a collapse is mended, wishes weaker."""
        if position >= self._until:
            return wanted
        heat = 1 + HEAT * self._heat
        return replace(
            relaxed(wanted, self._heat / TRIES_PER_PLACE),
            pitch_temperature=wanted.pitch_temperature * heat,
            rhythm_temperature=wanted.rhythm_temperature * heat,
        )


def _run(notes: Sequence[LeadNote]) -> int:
    """Equal onsets in a row at the end."""
    run = 0
    for note in reversed(notes):
        if note.pitch != notes[-1].pitch:
            break
        run += 1
    return run
