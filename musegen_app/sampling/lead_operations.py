"""What a melody net is asked in the middle of a song: to fill bars in, to write over chords, to vary what is there.

All are one pass from left to right; what differs is the lane, the cells that are known: the notes after the span, and
in it those that stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead import PITCH_LOW, PITCH_SIZE, encode, pitch_value
from musegen_app.codecs.lead_context import KnownNote, LeadContext
from musegen_app.codecs.lead_form import FormMap
from musegen_app.codecs.lead_sheet import LeadNote, LeadSection
from musegen_app.sampling.hearing import HeardSeed
from musegen_app.sampling.lead_span import LineNote, Span, known, known_after, span_of, with_rests
from musegen_app.sampling.messages import Begin, OperationKind
from musegen_app.sampling.plan import Plan, plan_continuation, register, told_by
from musegen_app.sampling.rules import Mask, Rules
from musegen_app.sampling.seed import octave_of
from musegen_app.sampling.skyline import skyline
from musegen_app.sampling.standing import Standing, staying
from musegen_app.score.model import Note


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A take of [plan.rules.start, plan.rules.end) on the grid, ready to be drawn.

    `cells` are the grid positions of notes that stand already. `kept` are unlocked notes of the span that come back as
    they are, `anew` the ones that are drawn again, by their grid position. `melody` is known up to `melody_until`.
    """

    heard: HeardSeed
    plan: Plan
    end_tick: int
    cells: frozenset[int]
    melody: tuple[LeadNote, ...]
    melody_until: int
    kept: tuple[Note, ...] = ()
    anew: Mapping[int, LineNote] = field(default_factory=dict)
    varies: bool = False


def rewriting(begin: Begin, index: int) -> Rewriting:
    """What take number `index` of `begin` is to do. Raises MuseGenError where there is nothing to be done."""
    span = span_of(begin)
    kind = begin.operation.kind
    if kind is OperationKind.VARY:
        return _beside_what_stays(span, _variation(span, begin, index))
    if kind is OperationKind.MELODY and not any(s.tick < span.end_tick for s in begin.score.chords.symbols):
        raise MuseGenError(
            "There are no chord symbols over these bars: write some, or let the net harmonise them first."
        )
    return _beside_what_stays(span, _infill(span, anew=kind is OperationKind.MELODY))


def _beside_what_stays(span: Span, task: Rewriting) -> Rewriting:
    """With rules by which no new note meets one of the track that stays on its pitch."""
    frame = span.view.frame
    stays = staying(span.track, span.start_tick, span.end_tick, {n.id for n in task.kept})
    extents = {at: (frame.exactly(n.note.start_tick), frame.exactly(n.note.end_tick)) for at, n in task.anew.items()}
    rules = replace(task.plan.rules, standing=Standing(stays, frame.exactly), extents=extents)
    return replace(task, plan=replace(task.plan, rules=rules))


# --- filling in -----------------------------------------------------------------------------------------
def _infill(span: Span, anew: bool) -> Rewriting:
    """New notes from the seed to what follows; locked ones stay. `anew`: what stood before is not to come again."""
    view = span.view
    if view.start >= span.end:
        raise MuseGenError("A note is held through all of these bars: there is no room for new ones.")
    locked = [KnownNote(n.start, n.duration, n.pitch) for n in view.fixed if n.start < span.end]
    sounding_until = max([span.end, *(c.start + c.duration for c in locked)])
    after = known_after(span.line(span.after), sounding_until)
    lane = (*(replace(c, duration=min(c.duration, span.end - c.start)) for c in locked), *after)
    moved = [LeadNote(c.start - span.end + view.start, c.duration, c.pitch) for c in after if c.pitch is not None]
    context = _context(span, (*view.line.notes, *moved), lane)
    if anew or not (view.line.notes or view.sections or after):
        context = replace(context, sections=_new_form(span), fresh=frozenset({view.start}))
    plan = _plan(context, view.line.notes, (*view.line.notes, *moved), view.start, span.end)
    cells = frozenset(c.start for c in locked)
    return Rewriting(span.heard, plan, span.end_tick, cells, view.line.notes, view.asked, _under(span))


def _under(span: Span) -> tuple[Note, ...]:
    """The free notes of the span that sound under its melody: the net does not hear them, so they stay."""
    inside = {n.id for n in span.inside if not n.locked}
    below = skyline([*span.before, *span.inside], span.view.frame, span.end).below
    return tuple(n for n in below if n.id in inside)


def _context(span: Span, around: Sequence[LeadNote], lane: Sequence[KnownNote]) -> LeadContext:
    """The song's form, not a new one; density, register and leaps of the notes `around`."""
    octave = octave_of(tuple(around), span.track)
    density, register_bin, leap = told_by(around, octave)
    return replace(
        plan_continuation(span.heard, 1).context,
        sections=span.view.sections,
        fresh=frozenset(),
        density=density,
        register=register_bin,
        leap=leap,
        lane=tuple(lane),
        octave=octave,
    )


def _new_form(span: Span) -> tuple[LeadSection, ...]:
    """The song's sections up to the span, which is new music: where nothing stands around it, with the form of a tune
    from nothing, else one part of unknown letter that ends where the song's next one begins."""
    view = span.view
    if not view.line.notes and not view.sections and not span.after:
        return plan_continuation(span.heard, max(1, (span.end - view.start) // view.frame.bar)).context.sections
    before = (s for s in view.sections if s.start < view.start)
    return (*before, LeadSection(view.start, "", 0), *(s for s in view.sections if s.start >= span.end))


def _plan(context: LeadContext, seed: tuple[LeadNote, ...], around: Sequence[LeadNote], start: int, end: int) -> Plan:
    events = encode(seed, start, context.metre, context.anchor, end=False)
    return Plan(context, tuple(events), Rules(start, end, register(around, context.anchor), joins=True))


# --- varying --------------------------------------------------------------------------------------------
def _variation(span: Span, begin: Begin, index: int) -> Rewriting:
    """The metrically lightest share of the melody's notes is drawn anew; all else, rests too, is known."""
    line = span.line((*span.before, *span.inside, *span.after))
    first, last = span.start_tick, span.end_tick
    middle = [n for n in line if first <= n.note.start_tick < last and n.grid.start < span.end]
    if not middle:
        raise MuseGenError("There are no notes in these bars to vary.")
    anew = _lightest(middle, span, begin, index)
    seed, start = _seed([n.grid for n in line if n.note.start_tick < first], span.view.asked, middle[0].grid.start)
    sounding_until = max(span.end, middle[-1].grid.start + middle[-1].grid.duration)
    after = known_after([n for n in line if n.note.start_tick >= last], sounding_until)
    cells = with_rests(_left(middle, anew, begin.operation.keep), start, span.end)
    if not begin.operation.keep:
        cells = [c for c in cells if c.start not in anew]
    around = tuple(n.grid for n in line)
    context = _context(span, around, (*cells, *after))
    plan = _plan(context, seed, around, start, span.end)
    gone = {n.note.id for n in anew.values()}
    return Rewriting(
        span.heard,
        replace(plan, rules=_rules(plan, line, anew, begin.operation.keep)),
        span.end_tick,
        frozenset(n.grid.start for n in middle) - frozenset(anew),
        around,
        span.end,
        tuple(n for n in span.inside if not n.locked and n.id not in gone),
        anew,
        varies=True,
    )


def _seed(notes: Sequence[LeadNote], asked: int, first: int) -> tuple[tuple[LeadNote, ...], int]:
    """The notes before the span, and where it begins: not before they end, nor after its own `first` note."""
    start = min(first, max([asked, *(n.start + n.duration for n in notes[-1:])]))
    return tuple(replace(n, duration=min(n.duration, start - n.start)) for n in notes if n.start < start), start


def _rules(plan: Plan, line: Sequence[LineNote], anew: Mapping[int, LineNote], keep: str) -> Rules:
    """Not the old pitch again, and the old contour if that is to be kept."""
    anchor = plan.context.anchor
    rules = replace(plan.rules, stood={at: pitch_value(n.grid.pitch, anchor) for at, n in anew.items()})
    return replace(rules, contour=_contour([n.grid for n in line], anew, anchor)) if keep == "contour" else rules


def _lightest(middle: Sequence[LineNote], span: Span, begin: Begin, index: int) -> dict[int, LineNote]:
    """The notes to be drawn anew, by grid position; the dice choose among equals."""
    free = [n for n in middle if not n.note.locked]
    form = FormMap(plan_continuation(span.heard, 1).context)
    seed = np.random.SeedSequence((begin.rng_seed & (1 << 64) - 1, index, 2))
    lots = np.random.Generator(np.random.PCG64(seed)).random(len(free))
    weights = [form.weight(form.metre.place(n.grid.start)) for n in free]
    order = sorted(range(len(free)), key=lambda i: (weights[i], lots[i]))
    count = round(min(max(begin.operation.amount, 0.0), 1.0) * len(free))
    return {free[i].grid.start: free[i] for i in sorted(order[:count])}


def _left(middle: Sequence[LineNote], anew: Mapping[int, LineNote], keep: str) -> list[KnownNote]:
    """The cells of the old notes; of those drawn anew the rhythm, if that is to be kept."""
    cells = known(middle)
    return [replace(c, pitch=None) if keep and c.start in anew else c for c in cells]


def _contour(line: Sequence[LeadNote], anew: Mapping[int, LineNote], anchor: int) -> dict[int, tuple[int, Mask]]:
    """For each position that is drawn anew the way to go there, and the values from which the rest can be reached:
    from the end of the line back to its beginning. The old pitch is always among them."""
    values = [pitch_value(n.pitch, anchor) for n in line]
    everywhere = np.arange(PITCH_SIZE)
    sounding = (everywhere + PITCH_LOW + anchor >= 0) & (everywhere + PITCH_LOW + anchor <= 127)
    contour: dict[int, tuple[int, Mask]] = {}
    onward: Mask = sounding  # the values of the next note
    for i in reversed(range(len(line))):
        mask = sounding.copy()
        if i + 1 < len(line):
            way = np.sign(values[i + 1] - values[i])
            there = np.flatnonzero(onward)
            mask &= (np.sign(there[None, :] - everywhere[:, None]) == way).any(axis=1)
        if line[i].start in anew:
            contour[line[i].start] = (int(np.sign(values[i] - values[i - 1])) if i else 0, mask)
            onward = mask
        else:
            onward = everywhere == values[i]
    return contour
