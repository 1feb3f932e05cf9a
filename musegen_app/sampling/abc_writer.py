"""Writes a melody with chord symbols as ABC text: the writer of the codec `abc`. One `advance` is one character.

What was asked for are bars of a song, so the text is written under the rules of `abc_rules`: no repeats, full bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import MuseGenError
from musegen_app.bundles.abc_graphs import AbcGraphs
from musegen_app.bundles.abc_songs import score_of
from musegen_app.codecs.abc_place import Region
from musegen_app.codecs.abc_text import ALPHABET, END
from musegen_app.codecs.abc_tracker import AbcTracker
from musegen_app.sampling.abc_line import AbcLine
from musegen_app.sampling.abc_moment import ACCIDENTALS, NOTES, PITCHED, TIMED, as_likely, moment_of
from musegen_app.sampling.abc_rules import is_silent, legal
from musegen_app.sampling.abc_seed import UNIT_TICKS, seed_of, ticks_of
from musegen_app.sampling.draw import Dice, draw, turned
from musegen_app.sampling.messages import Begin, Part, Steering
from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.steering.control import Control, normalised
from musegen_app.sampling.steering.moment import Moment
from musegen_app.sampling.steering.top_p import keep_likeliest
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, Score
from musegen_app.score.time import TICKS_PER_QUARTER

LONGEST_BAR = 120  # characters; a bar that does not end is ended
LENGTHENS = frozenset("0123456789/-<>")  # behind a note: it is held on, or its length changes
_REST = ALPHABET.index("z")
_LENGTHENING = np.array([symbol in LENGTHENS for symbol in ALPHABET])
_TIMED = tuple(c for c in CONTROLS if c.spec.name != "top_p")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A bar line, or a quarter inside a bar: all that is needed to go on from there. `bar_tick` is the bar line."""

    tick: int
    tracker: AbcTracker
    state: Floats
    drawn: int
    bar_tick: int


class AbcWriter:
    """A `Writer`. The seed is fed character by character by the first steps, for all takes of a batch together."""

    def __init__(self, begin: Begin, graphs: AbcGraphs, index: int = 0) -> None:
        self.graphs, self._seed = graphs, seed_of(begin)
        self._chords, self._steering = begin.with_chords, begin.steering
        self._key, self._begun_with = (begin.rng_seed, index), begin.steering
        self._dice = Dice(*self._key)
        self.tracker, self.state = AbcTracker(graphs.plain), graphs.zero_state()[0]
        track = self._seed.track
        self.parts = (Part(track.name, track.id, track.program) if track else Part("Melody"),)
        self.start_tick, self.end_tick = begin.start_tick, _end_of(begin)
        self.recovered = ""
        self.gave_way: set[str] = set()
        self._bar_tick = self.start_tick  # the last bar line, or the start
        self._drawn = 0
        self._logp: dict[int, float] = {}  # by the tick at which a character stands
        self._marks: list[_Mark] = []  # bar lines
        self._quarters: list[_Mark] = []  # inside bars, where a note ends
        self._resumed = 0  # characters up to which the text was kept when it was steered
        self._read: tuple[str, Score | None] = ("", None)
        self._line = AbcLine()

    @property
    def text(self) -> str:
        """All that is written, the seed included."""
        return self.tracker.text

    @property
    def complete(self) -> bool:
        return self._bar_tick >= self.end_tick

    @property
    def decided_tick(self) -> int:
        """The last bar line whose notes are not held on."""
        if self.complete:
            return self.end_tick
        tied = self.text[: self._whole()].rstrip('|\n "').endswith("-")
        ticks = [m.tick for m in self._marks if m.tick <= self._bar_tick]
        return max(self.start_tick, ticks[-2] if tied and len(ticks) > 1 else self._bar_tick)

    def advance(self) -> None:
        advance_abc([self])

    # ---- one character

    @property
    def fed(self) -> bool:
        """Is the whole seed behind it?"""
        return len(self.text) >= len(self._seed.text)

    def take(self, logp: Floats, state: Floats) -> None:
        """The net's answer to `tracker.features()`: feed the seed's next character, or draw one."""
        self.state = state
        if not self.fed:
            self._push(self._seed.text[len(self.text)])
            if self.fed:
                self._mark()
            return
        symbol, nats = self._draw(logp.astype(np.float64))
        at = self._tick_now()
        self._logp[at] = self._logp.get(at, 0.0) + nats
        self._push(ALPHABET[symbol])

    def _draw(self, logp: NDArray[np.float64]) -> tuple[int, float]:
        place = self.tracker.at
        mask = legal(self.text, place)
        mask[END] = False
        if mask[_REST] and is_silent(self.text):  # silence, the way in which a text would fall apart
            mask[_REST] = False
        field = "duration" if place.sounding else "pitch"
        if len(self.text) == self._resumed:
            mask[: len(ALPHABET)] &= ~_LENGTHENING  # the last note was promised as it is
        masked = normalised(np.where(mask, logp, -np.inf))
        symbol = draw(self._steered(field, masked), float(self._dice.throws(self._drawn)[0]))
        self._drawn += 1
        return symbol, float(masked[symbol])

    def _steered(self, field: str, masked: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bent in two steps: whether a note comes and how long it lasts, then which; so no leaning of pitches makes
        signs that are no notes likelier."""
        steering = self._steering.at(self._tick_now()) if self._steering.lanes else self._steering
        active = _active(steering)
        if not active[1]:
            return steer(field, masked, steering).log_probs
        timed = steer(field, self._in_key(masked), steering, partial(self._moment, False), active[0], TIMED)
        pitched = steer(field, timed.log_probs, steering, partial(self._moment, True), active[1], PITCHED)
        self.gave_way.update((*timed.gave_way, *pitched.gave_way))
        bent = pitched.log_probs
        if bent is not timed.log_probs:
            bent = as_likely(bent, timed.log_probs, NOTES)
        return keep_likeliest(bent, steering.top_p)

    def _in_key(self, masked: NDArray[np.float64]) -> NDArray[np.float64]:
        """Who is to stay in the key needs no accidentals: it is written out at the beginning."""
        share = self._steering.at(self._tick_now()).scale_lock
        if not share:
            return masked
        with np.errstate(divide="ignore"):
            bent = masked + np.where(ACCIDENTALS, np.log1p(-share), 0.0)
        return bent if np.isfinite(bent).any() else masked

    def _moment(self, pitched: bool) -> Moment:
        at = self.tracker.at
        known = self._line.of(self.text, at, [(m.tick, m.tracker.text, m.tracker.at) for m in self._marks])
        tick = self._tick_now() + at.sounding * UNIT_TICKS
        left = (self.end_tick - tick) / TICKS_PER_QUARTER
        return moment_of(self.text, at, known, tick, left, pitched)

    def _tick_now(self) -> int:
        at = self.tracker.at
        return self._bar_tick + (at.place - self._place_at_start()) * UNIT_TICKS

    def _place_at_start(self) -> int:
        """Units of the bar in which the take begins that are the seed's."""
        return self._marks[0].tracker.at.place if self._bar_tick == self.start_tick and self._marks else 0

    def _push(self, character: str) -> None:
        at = self.tracker.at
        bar, length, begun = at.bar, at.place + at.sounding, self._place_at_start()
        if self._marks and at.line_chars > LONGEST_BAR * 4:
            character = "\n" if self.text[-1] == "|" else "|"
            self.recovered = "A line that did not end was ended."
        if character in LENGTHENS and self._quarters and self._quarters[-1].tracker.text == self.text:
            self._quarters.pop()  # the note was not over
        self.tracker.push(character)
        if self._marks and at.bar != bar:
            self._bar_tick += (length - begun) * UNIT_TICKS
            self._mark()
        elif self._marks and at.region is Region.LENGTH:
            self._mark_quarter((at.place + at.sounding - begun) * UNIT_TICKS)

    def _mark(self) -> None:
        self._marks.append(self._mark_at(self._bar_tick))

    def _mark_quarter(self, ticks: int) -> None:
        """The note that was just written ends so many ticks behind the bar line."""
        if ticks % TICKS_PER_QUARTER == 0 and ticks:
            self._quarters.append(self._mark_at(self._bar_tick + ticks))

    def _mark_at(self, tick: int) -> _Mark:
        return _Mark(tick, self.tracker.copy(), self.state.copy(), self._drawn, self._bar_tick)

    # ---- what was written

    def _whole(self) -> int:
        """Characters up to the last bar line."""
        return len(self._marks[-1].tracker.text) if self._marks else 0

    def _heard(self) -> Score | None:
        """What is written up to the last bar line, read."""
        text = self.text[: self._whole()]
        if self._read[0] != text:
            try:
                self._read = (text, score_of(text))
            except MuseGenError:
                self._read = (text, None)
        return self._read[1]

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes that begin in these ticks."""
        heard = self._heard()
        if heard is None or not self._marks:
            return []
        shift, found = self._shift(), []
        for n in heard.tracks[0].notes:
            tick = n.start_tick + shift
            if from_tick <= tick < to_tick and self.start_tick <= tick < self.end_tick:
                length = min(n.duration_ticks, self.end_tick - tick)
                found.append(PartNote(0, tick, length, n.pitch, self._seed.velocity, self._logp.get(tick, 0.0)))
        return found

    def _shift(self) -> int:
        """From the text's ticks to the song's: the seed ends where the take begins."""
        return self.start_tick - ticks_of(self._marks[0].tracker.text)

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        """The new chord symbols of these ticks."""
        heard = self._heard() if self._chords and self._marks else None
        if heard is None:
            return []
        shift, first = self._shift(), max(from_tick, self.start_tick)
        moved = [replace(c, tick=c.tick + shift, generated=True) for c in heard.chords.symbols]
        return [c for c in moved if first <= c.tick < min(to_tick, self.end_tick)]

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """Text has none."""
        return []

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first bar line, or quarter at which a note ends, at or after `commit_tick`; a bar that is begun goes
        on with the new values."""
        self._steering = steering
        self._dice = Dice(turned(self._key[0], self._begun_with, steering), self._key[1])
        later = [m for m in (*self._marks, *self._quarters) if m.tick >= commit_tick]
        if not later:
            return min(self.end_tick, max(commit_tick, self._bar_tick + self.tracker.at.bar_length * UNIT_TICKS))
        mark = min(later, key=lambda m: m.tick)
        self.tracker, self.state, self._drawn = mark.tracker.copy(), mark.state.copy(), mark.drawn
        self._bar_tick, self._resumed = mark.bar_tick, len(mark.tracker.text) * (mark.tick > mark.bar_tick)
        self._marks = [m for m in self._marks if m.tick <= mark.bar_tick]
        self._quarters = [m for m in self._quarters if m.tick < mark.tick]
        self._logp = {tick: nats for tick, nats in self._logp.items() if tick < mark.tick}
        return min(self.end_tick, mark.tick)


@lru_cache(maxsize=64)
def _active(steering: Steering) -> tuple[tuple[Control, ...], tuple[Control, ...]]:
    """The controls that are not at rest, top-p aside; and those of them that want to know what a character means."""
    found = tuple(c for c in _TIMED if getattr(steering, c.spec.name) != c.spec.neutral)
    return found, tuple(c for c in found if not c.spec.fields)


def _end_of(begin: Begin) -> int:
    """So many bars from the bar line at or after the start."""
    if begin.operation.end_tick > begin.start_tick:
        return begin.operation.end_tick
    meter = begin.score.meter
    number = meter.position(begin.start_tick).bar
    return meter.bar_start(number + (meter.bar_start(number) < begin.start_tick) + begin.bars)


def advance_abc(writers: Sequence[AbcWriter]) -> None:
    """One character of each, with one call of the net."""
    rows = np.stack([w.tracker.features() for w in writers])
    logp, states = writers[0].graphs.step(np.stack([w.state for w in writers]), rows)
    for i, writer in enumerate(writers):
        writer.take(logp[i], states[i])
