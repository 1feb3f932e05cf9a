"""A take as it grows: length, joins, going back, steering, mending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from musegen_app.codecs.lead import decode
from musegen_app.sampling.collapse import ever_collapses
from musegen_app.sampling.continuation import Continuation, WrittenNote
from musegen_app.sampling.lead_writer import LeadWriter
from musegen_app.sampling.messages import Steering
from musegen_app.score.model import Score
from musegen_app.score.time import TICKS_PER_QUARTER as Q

MakeWriter = Callable[..., LeadWriter]
BAR = 4 * Q


def run(take: Continuation) -> list[WrittenNote]:
    while not take.complete:
        take.advance()
    return take.written(take.start, take.end)


@pytest.mark.parametrize(
    ("start_tick", "bars", "end_tick"),
    [(2 * BAR, 1, 3 * BAR), (2 * BAR, 8, 10 * BAR), (2 * BAR + Q, 2, 5 * BAR), (BAR + 3 * Q, 1, 3 * BAR)],
)
def test_exactly_the_bars_asked_for(make_writer: MakeWriter, start_tick: int, bars: int, end_tick: int) -> None:
    writer = make_writer(start_tick=start_tick, bars=bars)
    notes = run(writer.take)
    assert writer.end_tick == end_tick
    assert writer.take.position == writer.take.end
    last = notes[-1].note
    assert last.start + last.duration <= writer.take.end


def test_what_is_emitted_is_what_was_drawn(make_writer: MakeWriter) -> None:
    writer = make_writer(bars=8)
    notes = [w.note for w in run(writer.take)]
    tracker = writer.take.sampler.tracker
    seed = len([e for e in tracker.events if e]) - len(writer.take._steps)
    drawn = decode(tracker.events[seed:], tracker.metre, tracker.context.anchor, writer.take.start)
    assert notes == drawn
    frame = writer.view.frame
    handed = writer.notes(writer.start_tick, writer.end_tick)
    assert [(n.start_tick, n.duration_ticks, n.pitch) for n in handed] == [
        (frame.tick(n.start), n.duration * 80, n.pitch) for n in drawn
    ]


def test_logp_is_the_nets_own_and_negative(make_writer: MakeWriter) -> None:
    notes = run(make_writer(bars=8).take)
    assert all(w.logp < 0 for w in notes)


def test_the_seeds_last_note_is_never_held_on(make_writer: MakeWriter) -> None:
    for rng_seed in range(40):
        take = make_writer(bars=1, rng_seed=rng_seed).take
        take.advance()
        assert not take.notes or take.notes[0].start >= take.start


def test_the_register_of_the_seed_is_kept(make_writer: MakeWriter) -> None:
    for rng_seed in range(10):
        take = make_writer(bars=8, rng_seed=rng_seed, steering=Steering(2.0, 2.0, 1.0)).take
        assert all(54 <= w.note.pitch <= 82 for w in run(take))


def test_going_back_and_on_again_repeats_itself(make_writer: MakeWriter) -> None:
    take = make_writer(bars=8).take
    whole = run(take)
    for grid in (take.end - 5, take.start + 100, take.start + 48, take.start):
        take.rewind(grid)
        assert take.position >= grid
        kept = take.written(take.start, take.end)
        assert kept == whole[: len(kept)]
        assert run(take) == whole


def test_steering_to_the_same_values_changes_nothing(make_writer: MakeWriter) -> None:
    take = make_writer(bars=8).take
    whole = run(take)
    take.steer(Steering(), take.start + 77)
    assert run(take) == whole


def test_steering_keeps_what_is_committed_and_changes_the_rest(make_writer: MakeWriter) -> None:
    take = make_writer(bars=8).take
    whole = run(take)
    beat = take.steer(Steering(2.0, 2.0, 1.0), take.start + 77)
    assert beat == take.start + 84  # the next beat of 12 grid units
    after = run(take)
    committed = [w for w in whole if w.note.start < beat]
    assert after[: len(committed)] == committed
    assert after != whole


def test_what_gave_way_is_said_until_the_controls_are_moved(make_writer: MakeWriter) -> None:
    take = make_writer(bars=2, steering=Steering(pitch_low=80.0, pitch_high=70.0)).take
    assert all(w.note.pitch <= 70 for w in run(take))  # the lowest note gives way before the highest
    assert take.gave_way == {"Lowest note"}
    take.steer(Steering(pitch_low=60.0, pitch_high=70.0), take.start)
    assert all(60 <= w.note.pitch <= 70 for w in run(take))
    assert not take.gave_way


def test_a_committed_note_is_not_held_on_after_steering(make_writer: MakeWriter) -> None:
    for rng_seed in range(30):
        take = make_writer(bars=4, rng_seed=rng_seed, steering=Steering(2.0, 2.0, 1.0)).take
        whole = run(take)
        beat = take.steer(Steering(1.9, 2.0, 1.0), take.start + 48)
        committed = [w for w in whole if w.note.start < beat]
        assert run(take)[: len(committed)] == committed


@pytest.mark.parametrize("stubborn", ["note", "cell", "rest"])
@pytest.mark.parametrize("bars", [1, 2, 3, 8, 32])
def test_a_stubborn_net_is_talked_out_of_it(make_writer: MakeWriter, stubborn: str, bars: int) -> None:
    take = make_writer(stubborn=stubborn, bars=bars).take
    notes = [w.note for w in run(take)]
    assert notes
    assert ever_collapses(notes, take.start, take.end, take.frame.bar) is None
    assert take.recovered or bars < 8


def test_a_recovery_is_said_in_a_sentence(make_writer: MakeWriter) -> None:
    take = make_writer(stubborn="note", bars=8).take
    run(take)
    assert "the same note again and again" in take.recovered
    assert take.recovered.startswith("Bar ")


def test_the_bar_of_a_recovery_is_the_songs_wherever_the_seed_begins(make_writer: MakeWriter, tune: Score) -> None:
    writer = make_writer(stubborn="note", bars=8, seed_from_tick=BAR)
    run(writer.take)
    number = int(writer.take.recovered.split()[1])
    first = tune.meter.position(writer.start_tick).bar + 1
    assert first <= number < first + 8
    whole = make_writer(stubborn="note", bars=8)
    run(whole.take)
    assert whole.take.recovered.split()[1] == str(number)


def test_nothing_before_the_floor_is_taken_back(make_writer: MakeWriter) -> None:
    take = make_writer(stubborn="note", bars=8).take
    floor = take.start
    told: dict[int, WrittenNote] = {}
    while not take.complete:
        take.advance(floor)
        for w in take.written(take.start, take.decided):
            assert told.setdefault(w.note.start, w) == w
        floor = take.decided
    assert take.recovered
    assert {w.note.start for w in take.written(take.start, take.end)} >= set(told)


def test_a_net_without_any_other_idea_still_ends(make_writer: MakeWriter) -> None:
    writer = make_writer(stubborn="note", bars=8)
    only = 36
    rules = replace(writer.take._mender.plain, pitches=(only, only))
    writer.take._mender.plain = writer.take._mender._ban = rules
    assert len(run(writer.take)) == 64


def test_chords_are_proposed_only_when_asked_and_follow_the_toy(make_writer: MakeWriter) -> None:
    assert make_writer(chords=True).symbols == ()
    writer = make_writer(chords=True, with_chords=True)
    names = [c.chord.text() for c in writer.symbols if c.chord]
    assert names == ["D", "A", "D", "A"]
    assert [c.start for c in writer.symbols] == [96, 144, 192, 240]
    assert writer.take.sampler.tracker.context.chords[0].start == 0  # the net also heard chords under the seed


def test_the_users_chords_are_never_replaced(make_writer: MakeWriter, tune: Score) -> None:
    from musegen_app.score.harmony import ChordSymbol, parse_chord
    from musegen_app.score.model import ChordLane

    symbols = (ChordSymbol(0, parse_chord("Bm"), "Bm"), ChordSymbol(4 * BAR, parse_chord("G"), "G"))
    writer = make_writer(replace(tune, chords=ChordLane(symbols)), chords=True, with_chords=True)
    assert all(96 <= c.start < 192 for c in writer.symbols)
    sounding = {c.start: c.chord for c in writer.take.sampler.tracker.context.chords}
    assert sounding[0] == parse_chord("Bm")
    assert sounding[192] == parse_chord("G")
    assert max(sounding) == 192
