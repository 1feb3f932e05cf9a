"""A take that plays while its controls are moved, as an external instrument on the JACK graph hears it.

Every track of the song plays to a MIDI port, so that what sounds can be told note by note: which notes came, in which
frame, and which of those that had been promised did not.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from musegen_app.sampling.messages import NotesProposed, Steering
from musegen_app.score import edits
from musegen_app.score.model import Output, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from tests.jack.desk import MIDI, Desk
from tests.jack.dummy import RATE
from tests.jack.studio import wait

BPM = 120
FRAMES_PER_TICK = RATE * 60 / BPM / TICKS_PER_QUARTER
POLL_SECONDS = 0.015  # as the window does
SEED_BARS = 4
BARS = 32
APART_SECONDS = (1.9, 2.9)  # between two moves
_NEAR_MS = 25.0  # a note this near to where it is written is that note
_LATE_MS = 30.0
_MS = RATE / 1_000
_NEAR = _NEAR_MS * _MS
_GUESS_FRAMES = 6_000
_Note = tuple[int, int, int]  # tick, MIDI channel, pitch


@dataclass
class Move:
    """One turn of a knob (or a whole new request): when, what was to be heard then, and what came of it."""

    kind: str
    frame: int
    guess: float  # frame of tick 0, roughly
    plan: list[_Note]
    until_tick: int
    redrawn_tick: int = -1
    answered_frame: int = -1
    starved: bool = False

    def answer(self, frame: int, from_tick: int) -> None:
        """Notes from `from_tick` on came anew; the first of them count."""
        if self.answered_frame < 0:
            self.answered_frame, self.redrawn_tick = frame, from_tick


@dataclass
class Outcome:
    """In milliseconds from the move: the first changed note, the answer of the model, the place from which it drew
    anew. Counts: notes that should have sounded up to the next move, those that did not or came late, moves after
    which nothing changed."""

    changed: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    redrawn: list[float] = field(default_factory=list)
    notes: int = 0
    missing: int = 0
    unseen: int = 0
    unchanged: int = 0
    starved: int = 0


class Stage:
    """A session with a loaded bundle whose song plays to the desk."""

    def __init__(self, session: Session, ears: Desk, bundle: str, period: int) -> None:
        import jack  # type: ignore[import-untyped]

        self.session, self.ears, self.period = session, ears, period
        self.clock = jack.Client("stopwatch", no_start_server=True)
        self.events: list[tuple[int, int, int]] = []  # frame, channel, pitch
        self.moves: list[Move] = []
        self.gaps: list[tuple[int, int]] = []  # frames that the desk itself missed
        session.compose.choose(bundle)
        wait(session, lambda: session.compose.state.bundle_ready)
        self._listen_in()

    def _listen_in(self) -> None:
        told = self.session.compose.on_report

        def noted(report: Any) -> None:
            move = self.moves[-1] if self.moves else None
            if isinstance(report, NotesProposed) and move is not None and report.replaces_from_tick < move.until_tick:
                move.answer(self.clock.frame_time, report.replaces_from_tick)  # the others went on from where they were
            told(report)

        self.session.compose.on_report = noted  # type: ignore[method-assign]

    def write_the_beginning(self) -> None:
        """A few bars from nothing, kept, with every track at the desk's port."""
        session, drums = self.session, self.session.compose.state.on_drums
        track = Track("Drums", channel=9) if drums else Track("Melody")
        session.document.replace(Score(tracks=(track,), tempo=TempoMap.of_bpm(BPM)), None)
        self._generate(track.id, SEED_BARS, 5)
        session.compose.accept()
        score = session.document.score
        port = next(r.info.name for r in session.ports.state.outputs if MIDI in r.info.name)
        for channel, each in enumerate(score.tracks):
            score = edits.set_output(score, each.id, Output(False, port, channel))
        session.document.edit("Outputs", score)
        self.track = next((t.id for t in score.tracks if t.notes), track.id)
        wait(session, lambda: any(r.info.name == port and r.info.opened for r in session.ports.state.outputs))

    def _generate(self, track_id: int, bars: int, seed: int) -> None:
        compose = self.session.compose
        compose.generate(GenerateRequest(track_id, bars=bars, rng_seed=seed, with_chords=False))
        wait(self.session, lambda: compose.current is not None and compose.current.done)

    def play(self, low: Steering, high: Steering, moves: int, seed: int) -> None:
        """Continue, play at once, and move the control `moves` times; every fourth time ask for a whole new take."""
        dice = random.Random(seed)
        session, compose = self.session, self.session.compose
        while len(self.moves) < moves:
            compose.steer(low)
            compose.generate(GenerateRequest(self.track, bars=BARS, rng_seed=dice.randrange(2**31), with_chords=False))
            wait(session, lambda: compose.current is not None and compose.current.notes)
            assert compose.current is not None
            session.transport.play(compose.current.start_tick)
            self._poll(2.0)
            while len(self.moves) < moves and self._bars_left() > 3:
                self._move((high, low)[len(self.moves) % 2])
                self._poll(dice.uniform(*APART_SECONDS))
            self._remember("end")
            session.transport.stop()
            self._poll(0.3)
            compose.discard()
        self.clock.close()

    def _bars_left(self) -> float:
        take, tick = self.session.compose.current, self.session.transport.state.tick
        return 0.0 if take is None else (take.end_tick - tick) / (4 * TICKS_PER_QUARTER)

    def _move(self, steering: Steering) -> None:
        anew = len(self.moves) % 4 == 3
        self._remember("request" if anew else "steer")
        if anew:
            self.session.change_settings(steering=steering)
            self.session.compose.again()
        else:
            self.session.compose.steer(steering)

    def _remember(self, kind: str) -> None:
        frame, tick = self.clock.frame_time, self.session.transport.state.tick
        take = self.session.compose.current
        until = take.until_tick if take is not None else 0
        self.moves.append(Move(kind, frame, frame - tick * FRAMES_PER_TICK, self._plan(), until))

    def _plan(self) -> list[_Note]:
        """What is to be heard of the take as it is now."""
        take, score = self.session.compose.current, self.session.document.score
        if take is None:
            return []
        channels = {t.id: t.output.channel for t in score.tracks}
        ids = take.track_ids or (take.track_id,)
        return [
            (n.start_tick, channels[ids[part]], n.pitch)
            for n, part in zip(take.notes, take.part_numbers, strict=True)
            if ids[part] in channels
        ]

    def _poll(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            self.session.poll()
            if self.moves and "Waiting" in self.session.status.line:
                self.moves[-1].starved = True
            time.sleep(max(0.0, min(POLL_SECONDS, until - now)))
        heard = self.ears.take()
        self.gaps += [(low - self.period, high + self.period) for low, high in heard.gaps]
        self.events += [(f, m[0] & 15, m[1]) for f, m in heard.events if len(m) == 3 and m[0] >> 4 == 9 and m[2]]


def outcomes(stage: Stage) -> dict[str, Outcome]:
    """What came of the moves, by their kinds."""
    found = {"steer": Outcome(), "request": Outcome()}
    for move, after in pairwise(stage.moves):
        if move.kind in found:
            _look(move, after, stage, found[move.kind])
    return found


def _look(move: Move, after: Move, stage: Stage, into: Outcome) -> None:
    zero = _zero(move, stage.events)
    if zero is None:
        return
    sounded = [e for e in stage.events if move.frame < e[0] <= after.frame]
    strange = [e for e in sounded if not _written(e, move.plan, zero)]
    into.unchanged += not strange
    into.changed += [(strange[0][0] - move.frame) / _MS] if strange else []
    if move.answered_frame >= 0:
        into.answered.append((move.answered_frame - move.frame) / _MS)
        into.redrawn.append((zero + move.redrawn_tick * FRAMES_PER_TICK - move.frame) / _MS)
    due = [n for n in after.plan if move.frame + _NEAR < _frame(n, zero) < after.frame - _LATE_MS * _MS]
    lost = [n for n in due if not any(_is(e, n, zero) for e in stage.events)]
    unseen = [n for n in lost if any(low < _frame(n, zero) < high for low, high in stage.gaps)]
    into.notes += len(due)
    into.missing += len(lost) - len(unseen)
    into.unseen += len(unseen)
    into.starved += move.starved


def _frame(note: _Note, zero: float) -> float:
    return zero + note[0] * FRAMES_PER_TICK


def _is(event: tuple[int, int, int], note: _Note, zero: float) -> bool:
    return event[1:] == note[1:] and abs(event[0] - _frame(note, zero)) < _NEAR


def _written(event: tuple[int, int, int], plan: list[_Note], zero: float) -> bool:
    return any(_is(event, note, zero) for note in plan)


def _zero(move: Move, events: list[tuple[int, int, int]]) -> float | None:
    """The frame of tick 0 by the notes that sounded in the two seconds before the move."""
    off = []
    for frame, channel, pitch in events:
        if move.frame - 2 * RATE < frame <= move.frame:
            places = [frame - t * FRAMES_PER_TICK for t, c, p in move.plan if (c, p) == (channel, pitch)]
            off += sorted(places, key=lambda z: abs(z - move.guess))[:1]
    close = [z for z in off if abs(z - move.guess) < _GUESS_FRAMES]
    return float(np.median(close)) if close else None


def far_apart(control: str) -> tuple[Steering, Steering]:
    """Two settings of one control, far from each other: temperatures 0.4 and 1.6, else the ends of its range."""
    from musegen_app.sampling.steering.catalog import control as named
    from musegen_app.sampling.steering.catalog import with_values

    spec = named(control).spec
    low, high = (0.4, 1.6) if "temperature" in control else (spec.minimum, spec.maximum)
    settings = (with_values(Steering(), {control: value}) for value in (low, high))
    return next(settings), next(settings)
