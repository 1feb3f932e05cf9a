"""Random melodies on the grid, as lead sheets."""

from __future__ import annotations

from hypothesis import strategies as st

from musegen_app.codecs.lead_sheet import LeadChord, LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key, Mode

METRES = ((4, 4), (3, 4), (6, 8), (9, 8), (12, 8), (2, 2), (5, 4), (7, 8))


@st.composite
def melodies(draw: st.DrawFn, lowest: int = 45, highest: int = 90) -> LeadSheet:
    """A sheet of up to 8 bars with gaps, long notes, odd lengths, chords and an AAB form; some of it unknown."""
    numerator, denominator = draw(st.sampled_from(METRES))
    bar = 48 * numerator // denominator
    pickup = draw(st.sampled_from((0, 6, 12)))
    length = pickup + bar * draw(st.integers(3, 8))
    notes, at = [], draw(st.integers(0, 3))
    while at < length:
        duration = min(draw(st.sampled_from((1, 2, 3, 4, 6, 6, 6, 8, 12, 12, 13, 17, 24, 40, 60, 100))), length - at)
        notes.append(LeadNote(at, duration, draw(st.integers(lowest, highest))))
        at += duration + draw(st.sampled_from((0, 0, 0, 0, 5, 12, 29)))
    key = draw(st.none() | st.builds(Key, st.integers(0, 11), st.sampled_from(list(Mode))))
    chord = st.none() | st.builds(Chord, st.integers(0, 11), st.sampled_from(list(Quality)))
    chords = tuple(LeadChord(pickup + i * bar, draw(chord)) for i in range(draw(st.integers(0, 3))))
    sections = (LeadSection(0, "A", 0), LeadSection(pickup + bar, "A", 1), LeadSection(pickup + 2 * bar, "B", 0))
    return LeadSheet(
        "",
        "",
        "",
        draw(st.sampled_from(list(TuneType))),
        numerator,
        denominator,
        pickup,
        length,
        key,
        tuple(notes),
        chords,
        sections if draw(st.booleans()) else (),
    )
