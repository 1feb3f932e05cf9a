"""Writes one melody line with chord symbols: the writer of the codec `lead` (folk-lstm)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.manifest import Manifest
from musegen_app.sampling.autoregressive import StepNet
from musegen_app.sampling.chords import ChordNet, Harmony, harmonise
from musegen_app.sampling.continuation import Continuation, advance_all, listen_all
from musegen_app.sampling.hearing import HeardSeed, hear
from musegen_app.sampling.lead_register import wished_octave
from musegen_app.sampling.messages import Begin, Heard, Listen, Part, Steering
from musegen_app.sampling.plan import Plan, plan_continuation
from musegen_app.sampling.standing import Standing, staying
from musegen_app.sampling.writer import PartNote
from musegen_app.sampling.writing import note_of, symbols_of
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlEvent


@dataclass(frozen=True, slots=True)
class LeadNets:
    """An open bundle: the melody net and, if it has one, the chords net."""

    melody: StepNet
    chords: ChordNet | None = None


def open_lead(folder: Path, manifest: Manifest) -> LeadNets:
    """The int8 nets of a checked bundle folder. Raises BundleError."""
    graphs = StepGraphs(folder, check=False)
    return LeadNets(graphs, graphs if graphs.writes_chords else None)


def hear_lead(question: Listen) -> Heard:
    """What a melody net hears in the seed."""
    heard = hear(question.score, question.track_id, question.from_tick, question.to_tick, question.wish)
    return heard.report(question.request)


class LeadWriter:
    """A `Writer` around a `Continuation`; the seed is fed by the first step, for all takes of a batch together."""

    def __init__(self, begin: Begin, nets: LeadNets, index: int = 0) -> None:
        heard, plan = self._asked(begin, index)
        self.view = heard.view
        self.nets = nets
        dice = (begin.rng_seed, index)
        harmony = self._harmony(plan, nets.chords if begin.with_chords else None, dice)
        self.symbols = harmony.new
        self.take = Continuation(
            nets.melody,
            replace(plan.context, chords=harmony.sounding),
            plan.seed,
            plan.rules,
            self.view.frame,
            begin.steering,
            dice,
            begin.score.meter,
        )
        track = next((t for t in begin.score.tracks if t.id == begin.track_id), None)
        self.parts = (Part(track.name if track else "Melody", begin.track_id, track.program if track else 0),)
        self.start_tick = min(begin.start_tick, self.view.frame.tick(self.take.start))
        self.end_tick = self.view.frame.tick(self.take.end)
        self.listened = False
        self._floor = self.take.start  # nothing that begins before it is taken back
        self._key = heard.hearing.key or Key()
        self._locked = {n.start for n in self.view.fixed}  # these the song has already

    def _asked(self, begin: Begin, index: int) -> tuple[HeardSeed, Plan]:
        """What is heard, and what the net is to do with it."""
        heard = hear(begin.score, begin.track_id, begin.seed_from_tick, begin.start_tick, begin.wish)
        if not heard.view.line.notes:
            octave = wished_octave(heard.view.octave, begin.steering.at(begin.start_tick))
            heard = replace(heard, view=replace(heard.view, octave=octave))
        plan, frame = plan_continuation(heard, begin.bars), heard.view.frame
        tracks = (t for t in begin.score.tracks if t.id == begin.track_id)
        stays = (n for t in tracks for n in staying(t, begin.start_tick, frame.tick(plan.rules.end)))
        rules = replace(plan.rules, standing=Standing(stays, frame.exactly))
        return heard, replace(plan, rules=rules)

    def _harmony(self, plan: Plan, net: ChordNet | None, dice: tuple[int, int]) -> Harmony:
        if net is None:
            return Harmony(plan.context.chords)
        return harmonise(net, plan.context, self.view.line.notes, self.view.asked, plan.rules.end, dice)

    @property
    def recovered(self) -> str:
        return self.take.recovered

    @property
    def gave_way(self) -> set[str]:
        return self.take.gave_way

    @property
    def decided_tick(self) -> int:
        return self.view.frame.tick(max(self.take.start, self.take.decided))  # the seed may not have been fed yet

    @property
    def complete(self) -> bool:
        return self.take.complete

    def advance(self) -> None:
        """Draw one event; where that completes a collapse, go back, but not past what was shown."""
        advance_leads([self])

    def mend(self) -> None:
        self.take.mend(self._floor)

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes of these ticks; the ones that were locked in the song are the song's."""
        frame = self.view.frame
        written = self.take.written(frame.at_or_after(from_tick), frame.at_or_after(to_tick))
        return [note_of(w, self.view) for w in written if w.note.start not in self._locked]

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """A melody has none."""
        return []

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        return symbols_of(self.symbols, self.view, self._key, from_tick, to_tick)

    def next_bar(self, tick: int) -> int:
        frame = self.view.frame
        return frame.tick(frame.next_bar(frame.at_or_after(tick) + 1))

    def shown(self, until_tick: int) -> None:
        self._floor = max(self._floor, self.view.frame.at_or_after(until_tick))

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first beat at or after `commit_tick`."""
        beat = self.take.steer(steering, self.view.frame.at_or_after(commit_tick))
        self._floor = min(self._floor, beat)
        return self.view.frame.tick(beat)


def listen_leads(writers: Sequence[LeadWriter]) -> None:
    """Feed the seed to those that have not heard it, with one call of the net per event for all."""
    deaf = [w for w in writers if not w.listened]
    if deaf:
        listen_all(deaf[0].nets.melody, [w.take for w in deaf])
    for writer in deaf:
        writer.listened = True


def advance_leads(writers: Sequence[LeadWriter]) -> None:
    """One event for each writer of one bundle and one request."""
    listen_leads(writers)
    advance_all(writers[0].nets.melody, [w.take for w in writers])
    for writer in writers:
        writer.mend()
