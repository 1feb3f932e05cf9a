"""Chord symbols under a melody, from the chords net of a bundle: half a bar at a time. Written symbols stay."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_chords import ChordTracker
from musegen_app.codecs.lead_features import chord_at, chord_index
from musegen_app.codecs.lead_sheet import LeadChord
from musegen_app.sampling.chords import CHORD_DICE, pick
from musegen_app.sampling.draw import Dice
from musegen_app.sampling.lead_span import Span, span_of
from musegen_app.sampling.messages import Begin, Part, Steering
from musegen_app.sampling.plan import plan_continuation
from musegen_app.sampling.seed import octave_of
from musegen_app.sampling.writer import PartNote
from musegen_app.sampling.writing import symbols_of
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlEvent

if TYPE_CHECKING:
    from musegen_app.sampling.lead_writer import LeadNets


class LeadHarmonist:
    """A `Writer` of chord symbols and no notes: its part is a track that is never made, so that the melody stays.

    A symbol that is written before the span holds for the seed, one in it to the end of its bar. The controls have
    nothing to say here: under a known melody the plain chords are wanted.
    """

    def __init__(self, begin: Begin, nets: LeadNets, index: int = 0) -> None:
        if nets.chords is None:
            raise MuseGenError("This model has no net for chords: it cannot harmonise.")
        span = span_of(begin)
        self._net, self._view = nets.chords, span.view
        self._key = span.heard.hearing.key or Key()
        self._dice = Dice(begin.rng_seed, index, attempt=CHORD_DICE)
        self._start, self._end = self._view.frame.at_or_after(begin.start_tick), span.end
        self._tracker = _tracker(span)
        self._written = self._tracker.context.chords
        self._starts = [c.start for c in self._written]
        self._state = self._net.zero_chord_state(1)
        self._new: list[LeadChord] = []
        self.parts = (Part("Chords"),)
        self.start_tick, self.end_tick = begin.start_tick, span.end_tick
        self.recovered, self.gave_way = "", set[str]()
        self.complete = False

    @property
    def decided_tick(self) -> int:
        if self.complete:
            return self.end_tick
        return min(self.end_tick, max(self.start_tick, self._view.frame.tick(max(0, self._tracker.position))))

    def advance(self) -> None:
        """One chord; what stands before the span is gone through at once."""
        while self._tracker.position + self._tracker.step <= self._start:
            self._step()
        if self._tracker.position < self._end:
            self._step()
        self.complete = self._tracker.position >= self._end

    def _step(self) -> None:
        tracker = self._tracker
        at, before = max(tracker.position, 0), tracker.values[-1:]
        log_probs, self._state = self._net.chord_step(self._state, tracker.features()[None])
        given = self._given(at)
        throw = float(self._dice.throws(len(tracker.values))[0])
        value = pick(log_probs[0], True, throw) if given is None else given
        tracker.push(value)
        if given is None and at + tracker.step > self._start and ([value] != before or not self._holds(at)):
            self._new.append(LeadChord(max(at, self._start), chord_at(value + 1, tracker.context.anchor)))

    def _given(self, at: int) -> int | None:
        """The chord value that the song says at `at`, if it says one."""
        i = bisect_right(self._starts, at) - 1
        if i < 0:
            return None
        bar_end = self._view.frame.next_bar(self._starts[i] + 1)
        inside = at + self._tracker.step > self._start
        if inside and not (self._starts[i] >= self._start and at < bar_end):
            return None
        return chord_index(self._written[i].chord, self._tracker.context.anchor) - 1

    def _holds(self, at: int) -> bool:
        """Is any symbol in force at `at`?"""
        return bool(self._new) or bisect_right(self._starts, at) > 0

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """None: the melody is the song's."""
        return []

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        return []

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        return symbols_of(self._new, self._view, self._key, from_tick, to_tick)

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """Nothing is drawn again."""
        return self.end_tick


def _tracker(span: Span) -> ChordTracker:
    """Hears the melody of the whole span and what follows; if nothing does, it is told that the tune ends there."""
    frame = span.view.frame
    melody = tuple(n.grid for n in span.line((*span.before, *span.inside, *span.after)))
    if not any(n.start + n.duration > span.view.asked for n in melody):
        raise MuseGenError("There is no melody in these bars to harmonise.")
    until = max(span.end, *(n.start + n.duration for n in melody))
    context = replace(
        plan_continuation(span.heard, 1).context,
        sections=span.view.sections,
        fresh=frozenset(),
        lane=(),
        length=None if span.after else frame.next_bar(span.end),
        octave=octave_of(melody, span.track),
    )
    return ChordTracker(context, melody, until)
