"""The line before Continue: what the net hears, complete, changeable, and stable when given back as a wish."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.sampling.hearing import hear
from musegen_app.sampling.messages import Hearing
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from musegen_app.score.time import MeterChange, MeterMap


def scale(tonic: int, bars: int = 4) -> Score:
    """A major scale up and down in quavers, ending on its tonic."""
    steps = [0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2, 7, 0]
    pitches = [60 + tonic + steps[i % len(steps)] for i in range(8 * bars)]
    return Score(tracks=(Track(id=1).with_notes([Note(i * Q // 2, Q // 2, p) for i, p in enumerate(pitches)]),))


def test_the_sentence_names_key_metre_and_tune_type() -> None:
    heard = hear(scale(2), 1, 0, 16 * Q, Hearing(numerator=4, denominator=4))
    assert heard.sentence == "D major · 4/4 · reel"
    assert heard.hearing == Hearing(Key(2), 4, 4, 0, TuneType.REEL)


def test_a_pickup_is_named_in_note_values() -> None:
    score = replace(scale(0), meter=MeterMap((MeterChange(0, 6, 8),), pickup_ticks=Q // 2))
    heard = hear(score, 1, 0, 16 * Q, Hearing())
    assert heard.sentence == "C major · 6/8 · jig · pickup 1 quaver"
    assert heard.hearing.pickup_ticks == Q // 2


def jig(bars: int = 8) -> list[Note]:
    """Quavers in threes, a long note every other bar, in G."""
    pitches = [67, 71, 74, 79, 74, 71, 72, 76, 79, 78, 74, 72]
    notes = []
    for bar in range(bars):
        start, turn = bar * 3 * Q, pitches[6 * (bar % 2) :][:6]
        if bar % 4 == 3:
            notes += [Note(start, 3 * Q // 2, 74), Note(start + 3 * Q // 2, 3 * Q // 2, 67)]
        else:
            notes += [Note(start + i * Q // 2, Q // 2, pitch) for i, pitch in enumerate(turn)]
    return notes


def test_a_four_four_that_nobody_chose_is_doubted_in_words_only() -> None:
    unasked = Score(tracks=(Track(id=1).with_notes(jig()),))
    heard = hear(unasked, 1, 0, 24 * Q, Hearing())
    assert heard.sentence.startswith("G major · 4/4 (sounds like 6/8)")
    assert (heard.hearing.numerator, heard.hearing.denominator) == (4, 4)
    chosen = hear(unasked, 1, 0, 24 * Q, Hearing(numerator=4, denominator=4))
    written = hear(replace(unasked, meter=MeterMap((MeterChange(0, 6, 8),))), 1, 0, 24 * Q, Hearing())
    assert "sounds like" not in chosen.sentence + written.sentence


def test_every_estimate_can_be_overruled() -> None:
    wish = Hearing(Key(9, Mode.DORIAN), 3, 4, Q, TuneType.WALTZ)
    heard = hear(scale(2), 1, 0, 16 * Q, wish)
    assert heard.hearing == wish
    assert heard.sentence == "A dorian · 3/4 · waltz · pickup 1 crotchet"


def test_a_written_key_counts_unless_it_is_the_c_major_nobody_chose() -> None:
    written = replace(scale(2), keys=(KeyChange(0, Key(4, Mode.MINOR)),))
    assert hear(written, 1, 0, 16 * Q, Hearing()).hearing.key == Key(4, Mode.MINOR)
    unasked = replace(scale(2), keys=(KeyChange(0, Key()),))
    assert hear(unasked, 1, 0, 16 * Q, Hearing()).hearing.key == Key(2)


def test_nothing_is_heard_as_c_major_without_a_melody() -> None:
    heard = hear(Score(), 1, 0, 0, Hearing())
    assert heard.sentence == "C major · 4/4 · no melody yet"
    assert heard.hearing.tune_type is TuneType.UNKNOWN


def test_an_empty_track_takes_the_key_of_the_others() -> None:
    score = scale(7)
    score = replace(score, tracks=(*score.tracks, Track(id=2)))
    assert hear(score, 2, 0, 0, Hearing()).hearing.key == Key(7)


notes = st.lists(st.tuples(st.integers(0, 20 * Q), st.integers(1, 3 * Q), st.integers(0, 127)), max_size=20)


@given(notes, st.integers(0, 24 * Q), st.sampled_from([(4, 4), (6, 8), (3, 4), (7, 8), (5, 16)]), st.integers(0, 3))
def test_what_was_heard_is_complete_and_a_wish_for_it_hears_the_same(
    triples: list[tuple[int, int, int]], start: int, metre: tuple[int, int], pickup: int
) -> None:
    track = Track(id=1).with_notes([Note(s, d, p) for s, d, p in triples])
    score = Score(tracks=(track,), meter=MeterMap((MeterChange(0, *metre),), pickup * Q // 4))
    heard = hear(score, 1, 0, start, Hearing())
    assert all(getattr(heard.hearing, f.name) is not None for f in fields(Hearing))
    again = hear(score, 1, 0, start, heard.hearing)
    assert again.hearing == heard.hearing
    assert again.view.line == heard.view.line


def test_a_key_that_a_few_notes_cannot_tell_is_called_a_guess() -> None:
    notes = [Note(i * Q, Q, pitch) for i, pitch in enumerate((60, 66, 71))]
    few = Score(tracks=(Track(id=1).with_notes(notes),))
    assert hear(few, 1, 0, 3 * Q, Hearing()).sentence.startswith("perhaps ")
    assert hear(few, 1, 0, 3 * Q, Hearing(key=Key(2))).sentence.startswith("D major")
