"""What the controls are told about the choices of a melody net."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from musegen_app.codecs.lead import DURATION, DURATIONS, KIND, NO_VALUE, PITCH, TO_BAR_END, Kind
from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER
from musegen_app.sampling.autoregressive import LeadSampler
from musegen_app.sampling.lead_writer import LeadWriter
from musegen_app.sampling.steering.moment import Moment, Sounded
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key
from musegen_app.score.model import ChordLane, Note, Score, Section, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q

MakeWriter = Callable[..., LeadWriter]
BAR = 4 * Q
START = 100 * BAR  # a song far from its beginning


def song() -> Score:
    notes = [Note(START + i * Q, Q, p, 90, id=i + 1) for i, p in enumerate((62, 66, 69, 66, 67, 64, 66, 62))]
    symbols = (ChordSymbol(START, parse_chord("D"), "D"), ChordSymbol(START + 3 * BAR, parse_chord("A7"), "A7"))
    sections = (Section(START, "A"), Section(START + 4 * BAR, "B"))
    return Score(tracks=(Track("Tune", id=1).with_notes(notes),), chords=ChordLane(symbols), sections=sections)


def moment_of(sampler: LeadSampler, field: int, kind: int = NO_VALUE, duration: int = NO_VALUE) -> Moment:
    moments = sampler._moments
    assert moments is not None
    return moments.of(sampler.tracker, field, kind, duration)


def writer_of(make_writer: MakeWriter, bars: int = 4) -> LeadWriter:
    return make_writer(song(), bars=bars, start_tick=START + 2 * BAR, seed_from_tick=START)


def test_place_time_key_chord_and_section(make_writer: MakeWriter) -> None:
    now = moment_of(writer_of(make_writer).take.sampler, KIND)
    assert (now.tick, now.time) == (START + 2 * BAR, 408.0)
    assert (now.place, now.bar, now.beat) == (0.0, 4.0, 1.0)
    assert now.key == Key(2)
    assert now.chord == {2, 6, 9}
    assert (now.section_left, now.ends) == (8.0, True)
    assert [n.pitch for n in now.line] == [62, 66, 69, 66, 67, 64, 66, 62]
    assert now.line[-1] == Sounded(407.0, 1.0, 62)


def test_what_each_value_means(make_writer: MakeWriter) -> None:
    sampler = writer_of(make_writer).take.sampler
    strikes = moment_of(sampler, KIND).choices.strikes
    assert strikes is not None
    assert (strikes[Kind.NOTE], strikes[Kind.REST], strikes[Kind.HOLD]) == (1.0, 0.0, 0.0)
    note, rest = moment_of(sampler, DURATION, Kind.NOTE).choices, moment_of(sampler, DURATION, Kind.REST).choices
    assert rest.length is None
    for meanings in (note.length, note.wait, rest.wait):
        assert meanings is not None
        assert meanings[DURATIONS.index(18)] == 1.5
        assert meanings[TO_BAR_END] == 4.0
    pitch = moment_of(sampler, PITCH, Kind.NOTE, DURATIONS.index(6))
    assert pitch.length == 0.5
    assert pitch.choices.pitch is not None
    assert [sampler.tracker.midi_pitch(v) for v in range(61)] == pitch.choices.pitch.tolist()


def test_the_line_is_the_notes_so_far_also_after_going_back(make_writer: MakeWriter) -> None:
    take = writer_of(make_writer, bars=8).take
    places = iter((3, 30, 31, 7, 100))
    while not take.complete:
        tracker = take.sampler.tracker
        line = moment_of(take.sampler, KIND).line
        plain = [(round((n.start - 400.0) * GRID_PER_QUARTER), n.pitch) for n in line]
        assert plain == [(n.start, n.pitch) for n in tracker.notes()]
        lengths = [n.length * GRID_PER_QUARTER for n in line]
        np.testing.assert_allclose(lengths, [n.duration for n in tracker.notes()])
        take.advance()
        if take.position % 48 == 0:
            take.rewind(take.position - next(places, 0))


def test_a_rest_is_told_once_the_section_or_the_take_ends(make_writer: MakeWriter) -> None:
    take = writer_of(make_writer, bars=4).take
    while take.position < take.start + 3 * 48:
        take.advance()
    now = moment_of(take.sampler, KIND)
    assert now.section_left == (take.end - take.position) / GRID_PER_QUARTER
    assert now.chord == {9, 1, 4, 7}
