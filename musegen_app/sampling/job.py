"""One `Begin` being answered: the writer, what of its notes was proposed, and how far the credit goes.

Lives in the inference worker's thread; time is handed in. The same for every codec.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from musegen_app.base.errors import MuseGenError
from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.sampling.chosen_notes import with_others_locked
from musegen_app.sampling.family import SamplingFamily
from musegen_app.sampling.messages import Begin, NotesProposed, Steering, TakeDone
from musegen_app.sampling.operations import refusal
from musegen_app.sampling.origins import Origins, origin_of
from musegen_app.sampling.steering.catalog import clamped
from musegen_app.sampling.steering.originality import away_from
from musegen_app.sampling.take import take_id
from musegen_app.sampling.writer import CountsBars, PartNote, TakesBack, Writer, WritesChords
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Note
from musegen_app.score.time import TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class LoadedBundle:
    """An open model: its name, what its family opened, and the family; `index` knows what it learned from."""

    name: str
    opened: Any
    family: SamplingFamily
    index: OriginalityIndex | None = None

    def advance(self, writers: Sequence[Writer]) -> None:
        """One step of each of `writers`, which are its own."""
        with away_from(self.index):
            self.family.advance_together(writers)


class Job:
    """Answers one request, bar by bar. `index` numbers the takes of a batch. Raises MuseGenError for an operation
    that the bundle cannot do."""

    def __init__(self, begin: Begin, bundle: LoadedBundle, index: int = 0) -> None:
        kind, family = begin.operation.kind, bundle.family
        if kind not in family.operations:
            raise MuseGenError(refusal(bundle.name, kind, family.operations))
        steering = clamped(begin.steering)
        self.request = begin.request
        self.index = index
        self.writer = family.writer(with_others_locked(replace(begin, steering=steering)), bundle.opened, index)
        self._counts_bars = self.writer if isinstance(self.writer, CountsBars) else None  # asking a protocol is slow
        self._origins = Origins(origin_of(bundle.name, begin.rng_seed, take_id(begin, bundle.name, index), steering))
        self._meter = begin.score.meter
        self._start_tick = min(begin.start_tick, self.writer.start_tick)
        self._proposed: int | None = None  # up to this tick notes were proposed; None: nothing yet
        self._announced = False
        self._told = ""  # the last recovery that was said
        self._revision = 0
        self._hurry_until = 0  # up to there every quarter is proposed at once: a moved control is waited for
        self._seconds = 0.0
        self._drawn = 0
        self._credit = begin.credit_tick

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to draw within the credit."""
        return not self.writer.complete and self.writer.decided_tick < self._credit

    @property
    def finished(self) -> bool:
        """Whether the take is complete and that has not been said yet."""
        return self.writer.complete and not self._announced

    @property
    def share(self) -> float:
        """How much of the take is decided, 0..1."""
        if self.writer.complete:
            return 1.0
        whole = max(1, self.writer.end_tick - self.writer.start_tick)
        return min(1.0, max(0, self.writer.decided_tick - self.writer.start_tick) / whole)

    def extend(self, credit_tick: int) -> None:
        """Draw up to `credit_tick`; a bar that has been begun is drawn as far as it was asked for."""
        self._credit = credit_tick

    def steer(self, steering: Steering, commit_tick: int) -> None:
        """New control values past `commit_tick`; what was proposed from there on is drawn again."""
        steering = clamped(steering)
        from_tick = self.writer.steer(steering, commit_tick)
        self._origins.steered(steering, from_tick)
        if self._proposed is not None:
            self._proposed = min(self._proposed, from_tick)
        self._hurry_until = self._next_bar(from_tick)
        self._announced = False  # whoever steers waits for the end again, also when nothing is left to change

    def step(self, seconds: float) -> None:
        """Book the time that `advance` took."""
        self._seconds += seconds

    def advance(self) -> NotesProposed | None:
        """Draw one step; see `news`."""
        self.writer.advance()
        return self.news()

    def news(self) -> NotesProposed | None:
        """After a step: a proposal when a bar, the credit or the take is complete."""
        return self.proposal() if self._worth_saying() else None

    @property
    def _since(self) -> int:
        return self.writer.start_tick if self._proposed is None else self._proposed

    def _worth_saying(self) -> bool:
        if self.writer.complete:
            return True
        since = self._since
        line = self._next_bar(since)
        if since < self._hurry_until:
            line = min(line, since + TICKS_PER_QUARTER)
        return self.writer.decided_tick >= min(line, self._credit)

    def _next_bar(self, tick: int) -> int:
        """The first bar line after `tick`."""
        if self._counts_bars is not None:
            return self._counts_bars.next_bar(tick)
        return self._meter.bar_start(self._meter.position(tick).bar + 1)

    def proposal(self) -> NotesProposed:
        """Everything decided since the last proposal."""
        writer = self.writer
        from_tick = self._start_tick if self._proposed is None else self._proposed
        until_tick = max(from_tick, writer.decided_tick)
        written = writer.notes(from_tick, until_tick)
        self._drawn += len(written)
        self._proposed = until_tick
        if isinstance(writer, TakesBack):
            writer.shown(until_tick)
        recovered, self._told = ("" if writer.recovered == self._told else writer.recovered), writer.recovered
        self._revision += 1
        return NotesProposed(
            request=self.request,
            revision=self._revision,
            replaces_from_tick=from_tick,
            notes=tuple(map(self._note, written)),
            logp=tuple(w.logp for w in written),
            chords=self._chords(from_tick, until_tick),
            until_tick=until_tick,
            notes_per_second=self._drawn / self._seconds if self._seconds else 0.0,
            recovered=recovered,
            end_tick=writer.end_tick,
            gave_way=tuple(sorted(writer.gave_way)),
            parts=writer.parts,
            part_of=tuple(w.part for w in written) if len(writer.parts) > 1 else (),
            controls=tuple(writer.controls(from_tick, until_tick)),
            index=self.index,
        )

    def _note(self, written: PartNote) -> Note:
        return Note(
            start_tick=written.start_tick,
            duration_ticks=written.duration_ticks,
            pitch=written.pitch,
            velocity=written.velocity,
            origin=self._origins.at(written.start_tick),
        )

    def _chords(self, from_tick: int, until_tick: int) -> tuple[ChordSymbol, ...]:
        return tuple(self.writer.chords(from_tick, until_tick)) if isinstance(self.writer, WritesChords) else ()

    def done(self) -> TakeDone:
        self._announced = True
        return TakeDone(self.request, self.writer.end_tick, self.index)
