"""From what was heard to what the net is asked: length, form, register, chords, and the seed as events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from musegen_app.codecs.lead import FIELDS, PITCH, LeadEvent, encode, pitch_value
from musegen_app.codecs.lead_context import KnownNote, LeadContext, bins
from musegen_app.codecs.lead_features import LETTERS
from musegen_app.codecs.lead_sheet import LeadNote, LeadSection
from musegen_app.sampling.hearing import HeardSeed
from musegen_app.sampling.rules import Rules
from musegen_app.sampling.seed import SeedView

PHRASE_BARS = 8
TUNE_PHRASES = 4  # from so many on a tune from nothing repeats its phrases
REGISTER_MARGIN = 5  # semitones new notes may go beyond the seed
NARROWEST_REGISTER = 19
ENOUGH_NOTES = 8  # that a seed says something about density, register and leaps


@dataclass(frozen=True, slots=True)
class Plan:
    """A continuation of [rules.start, rules.end) on the grid, ready to be drawn."""

    context: LeadContext
    seed: tuple[LeadEvent, ...]
    rules: Rules


def end_of(view: SeedView, bars: int) -> int:
    """Grid position where the continuation ends.

    `bars` whole bars from the start tick's bar line on; a start in mid-bar first completes that bar. If a held note
    of the seed leaves nothing of them, they are counted from its end.
    """
    end = view.frame.next_bar(view.asked) + bars * view.frame.bar
    return end if end > view.start else view.frame.next_bar(view.start) + bars * view.frame.bar


def plan_continuation(heard: HeardSeed, bars: int) -> Plan:
    """The plan for `bars` more bars, with the chords that are written in the song."""
    view, hearing = heard.view, heard.hearing
    end = end_of(view, bars)
    assert hearing.tune_type is not None
    told = told_by(view.line.notes, view.octave)
    sections = _form(view, end)
    context = LeadContext(
        numerator=view.frame.numerator,
        denominator=view.frame.denominator,
        pickup=view.frame.pickup,
        length=None,  # the piece does not end here, only a phrase does
        key=hearing.key,
        tune_type=hearing.tune_type,
        chords=view.chords,
        sections=sections,
        fresh=_fresh(sections, _phrase_start(view)),
        density=told[0],
        register=told[1],
        leap=told[2],
        lane=_lane(view, end),
        octave=view.octave,
    )
    seed = encode(view.line.notes, view.start, context.metre, context.anchor, end=False)
    return Plan(context, tuple(seed), Rules(view.start, end, register(view.line.notes, context.anchor)))


def _lane(view: SeedView, end: int) -> tuple[KnownNote, ...]:
    """The locked notes among the new bars: the net writes around them, knowing what is to come."""
    return tuple(KnownNote(n.start, min(n.duration, end - n.start), n.pitch) for n in view.fixed if n.start < end)


def told_by(notes: Sequence[LeadNote], octave: int) -> tuple[int, int, int]:
    """Density, register and leap bins of a melody; zeros (no preference) where it is too short to tell."""
    if len(notes) < ENOUGH_NOTES:
        return 0, 0, 0
    near = tuple(LeadNote(n.start, n.duration, n.pitch - 12 * octave) for n in notes)
    return bins(near, near[-1].start + near[-1].duration - near[0].start)


def _form(view: SeedView, end: int) -> tuple[LeadSection, ...]:
    """The song's sections, with new ones for the new bars where the last one is complete, and a last boundary at `end`.

    Music shorter than PHRASE_BARS is one phrase of unknown letter that ends with the continuation. After a complete
    phrase comes a new letter, then the first one again, and so on: in the training sets eight bars are most often
    simply repeated, and a composer who wants that has copy and paste.
    """
    phrase = PHRASE_BARS * view.frame.bar
    begin = _phrase_start(view)
    bar_line = view.frame.next_bar(begin)
    long_enough = bar_line - view.frame.pickup >= phrase and bool(view.line.notes)
    if not view.line.notes and not view.sections:
        return (*_new_tune(range(bar_line, end, phrase)), LeadSection(end, "", 0))
    sections = view.sections or (LeadSection(0, LETTERS[0] if long_enough else "", 0),)
    if long_enough and bar_line - view.frame.next_bar(sections[-1].start) >= phrase:
        sections = (*sections, *_new_sections(sections, range(begin, end, phrase)))
    return sections if sections[-1].start >= end else (*sections, LeadSection(end, "", 0))


def _new_tune(starts: range) -> Iterator[LeadSection]:
    """A tune from nothing: eight bars that come again, and another eight that do (A A B B, and so on) where there is
    room for four phrases; else every phrase its own letter. A single one is left open."""
    twice = len(starts) >= TUNE_PHRASES
    for i, start in enumerate(starts):
        letter = i // 2 if twice else i
        yield LeadSection(
            start, LETTERS[min(letter, len(LETTERS) - 1)] if len(starts) > 1 else "", i % 2 if twice else 0
        )


def _phrase_start(view: SeedView) -> int:
    """Where the new bars begin a phrase: at their first note if that is an upbeat, else at the bar line before it."""
    upbeat = view.frame.next_bar(view.asked) - view.asked
    return view.asked if 2 * upbeat <= view.frame.bar else view.frame.bar_of(view.asked)


def _new_sections(heard: tuple[LeadSection, ...], starts: Iterable[int]) -> Iterator[LeadSection]:
    """Sections at `starts`: by turns the first letter not `heard` yet and the song's own first letter."""
    counts = Counter(section.letter for section in heard)
    new = next((letter for letter in LETTERS if letter not in counts), LETTERS[-1])
    for letter, start in zip(cycle((new, heard[0].letter)), starts, strict=False):
        yield LeadSection(start, letter, counts[letter])
        counts[letter] += 1


def _fresh(sections: tuple[LeadSection, ...], asked: int) -> frozenset[int]:
    """Where new letters begin: what is written there is not to be copied from what stood before."""
    letters = [section.letter for section in sections]
    return frozenset(
        section.start
        for i, section in enumerate(sections)
        if section.start >= asked and section.letter and section.letter not in letters[:i]
    )


def register(notes: Sequence[LeadNote], anchor: int) -> tuple[int, int]:
    """Lowest and highest pitch value for new notes: around `notes`, or wherever the codec goes without any."""
    values = [pitch_value(n.pitch, anchor) for n in notes]
    if not values:
        return 0, FIELDS[PITCH].size - 1
    low, high = min(values) - REGISTER_MARGIN, max(values) + REGISTER_MARGIN
    missing = max(0, NARROWEST_REGISTER - (high - low))
    return max(0, low - missing // 2), min(FIELDS[PITCH].size - 1, high + (missing + 1) // 2)
