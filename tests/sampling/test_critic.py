"""The critic's marks: each goes down for the fault it is about, and its words name it."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.critic import Critique, Mark, combined
from musegen_app.sampling.critic_form import form, looping, returning
from musegen_app.sampling.critic_music import music_of
from musegen_app.sampling.critic_norms import norms_of
from musegen_app.sampling.critic_rules import parallels, rules
from musegen_app.sampling.critic_surprise import originality, probability
from musegen_app.sampling.families import CATALOG
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Part
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.takes import BAR, SONG, line, take

LEAD = norms_of("lead")
OTHER = (69, 71, 73, 74, 76, 74, 73, 71)
GOOD = (*SONG, *OTHER, *SONG, *OTHER[:5], 71, 66, 62)


def faults(one: Take) -> tuple[float, str]:
    mark = rules(music_of(one, Score()), LEAD)
    assert mark.value is not None
    return mark.value, mark.words


def shape(one: Take) -> tuple[float, str]:
    mark = form(music_of(one, Score()), LEAD)
    assert mark.value is not None
    return mark.value, mark.words


def test_what_the_net_would_not_have_written_and_what_it_knew_before_are_both_bad() -> None:
    marks = {nats: probability(music_of(take(line(SONG), nats), Score()), LEAD) for nats in (0.1, 1.3, 4.0)}
    assert marks[1.3].value == 100
    assert "natural" in marks[1.3].words
    assert (marks[0.1].value or 0) < 60
    assert "knew beforehand" in marks[0.1].words
    assert marks[4.0].value == 0
    assert "lost" in marks[4.0].words
    slightly = probability(music_of(take(line(SONG), 2.2), Score()), LEAD)
    assert 50 < (slightly.value or 0) < 100
    assert "a little" in slightly.words


def test_notes_that_the_net_did_not_draw_say_nothing_of_what_it_expects() -> None:
    """A variation that leaves most notes as they are is not one that the net knew beforehand."""
    whole = take(line(SONG), 1.3)
    varied = replace(whole, logp=(*whole.logp[:4], *(0.0 for _ in whole.logp[4:])))
    assert varied.surprises == (1.3,) * 4
    assert probability(music_of(varied, Score()), LEAD) == probability(music_of(whole, Score()), LEAD)
    kept = replace(whole, logp=(0.0,) * len(whole.logp))
    assert probability(music_of(kept, Score()), LEAD).value is None


def test_a_borrowed_passage_costs_the_more_the_longer_it_is() -> None:
    marks = [originality(Nearest("The Lark" if n else "", n, (), 0, 0)).value or 0.0 for n in (0, 9, 12, 16, 30)]
    assert marks[0] == 100
    assert marks == sorted(marks, reverse=True)
    assert len(set(marks)) == 5
    assert "The Lark" in originality(Nearest("The Lark", 9, (), 0, 0)).words
    bars = originality(Nearest("A beat", 4, (), 0, 0, in_bars=True))
    assert "4 bars in a row" in bars.words
    assert 0 < (bars.value or 0) < 100
    assert originality(None).value is None


def test_bars_that_come_again_are_form_and_one_bar_for_ever_is_none() -> None:
    good, words = shape(take(line(GOOD)))
    assert good > 90
    assert words.endswith("ends on a short tonic")
    stuck, why = shape(take(line(SONG * 4)))
    assert stuck == 0
    assert "only say the bar before again" in why
    wandering, why = shape(take(line([62 + (i * i * 7) % 12 for i in range(32)])))
    assert stuck < wandering < good
    assert "Hardly anything comes again" in why
    gaps, why = shape(take([*line(SONG), *line(SONG, 3 * BAR)]))
    assert gaps == 0
    assert "Nothing begins" in why


def test_what_stood_before_the_take_may_come_again() -> None:
    before = Score(tracks=(Track("Melody", id=1).with_notes(line(GOOD)),))
    new = take(line(GOOD, 4 * BAR))
    moved = Take(**{name: getattr(new, name) for name in new.__slots__} | {"start_tick": 4 * BAR})
    assert returning(music_of(moved, before)) == 1.0
    assert looping(music_of(moved, before)) == 0.0


def test_each_fault_is_named_and_costs_something() -> None:
    assert faults(take(line(GOOD))) == (100.0, "No fault in leading the lines")
    for wrong, named in (
        ((62, 74, 76), "left hanging"),
        ((62, 63, 69), "outside the key"),
        ((62,) * 9, "of the same pitch"),
    ):
        value, words = faults(take(line([*GOOD, *wrong, *GOOD[:5]])))
        assert value < 95
        assert named in words
    assert faults(take(line([62, 63, 64, *GOOD])))[0] == 100  # a passing note


def test_fifths_in_parallel_are_counted_where_both_voices_move() -> None:
    low, high = line([50, 52, 52], step=Q), line([57, 59, 60], step=Q)
    both = take([*low, *high], parts=(Part("Bass"), Part("Alto")), of=(0,) * 3 + (1,) * 3)
    music = music_of(both, Score())
    assert parallels(music.lines[0].notes, music.lines[1].notes) == 1
    assert "1 parallel fifth" in faults(both)[1]


def test_a_drummer_has_two_hands() -> None:
    hits = [n for pitch in (36, 38, 42, 49) for n in line([pitch] * 8)]
    kit = take(hits, parts=(Part("Drums", is_drums=True),), of=(0,) * len(hits))
    assert "8 strokes for a third hand" in faults(kit)[1]


def test_the_whole_is_dragged_down_by_its_worst_part_and_leaves_out_what_is_not_known() -> None:
    fine, bad, unknown = Mark(100.0, "a"), Mark(0.0, "b"), Mark(None, "c")
    assert combined(fine, fine, fine, fine) == Critique(100.0, 100.0, 100.0, 100.0, 100.0, ("a",) * 4)
    assert combined(fine, unknown, fine, fine).total == 100
    assert combined(fine, unknown, fine, fine).originality == 50
    assert combined(fine, fine, bad, fine).total < 60


def test_each_codec_has_norms_of_its_own() -> None:
    """What is natural for a piano, whose notes have touch and timing too, would be bewilderment in a melody."""
    piano = music_of(take(line(GOOD), 4.0), Score())
    assert probability(piano, norms_of("perf")).value == 100
    assert probability(piano, LEAD).value == 0
    assert norms_of("something new") == LEAD
    for codec in CATALOG:
        assert form(piano, norms_of(codec)).value is not None  # also where rhythms need not come again
