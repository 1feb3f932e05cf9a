"""What the net sees of a seed: the melody on its grid, the bars, where it may go on, what it cannot hear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.sampling.messages import Hearing
from musegen_app.sampling.seed import SeedView, view_seed
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key
from musegen_app.score.model import ChordLane, KeyChange, Note, Score, Section, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from musegen_app.score.time import MeterChange, MeterMap

BAR = 4 * Q
Quad = tuple[float, float, int]


def track(*notes: Quad, **rest: object) -> Track:
    """Notes as (start, duration in quarters, pitch); ids count from 1."""
    made = [Note(round(s * Q), round(d * Q), p, id=i + 1) for i, (s, d, p) in enumerate(notes)]
    return Track(id=99, **rest).with_notes(made)  # type: ignore[arg-type]


def view(t: Track, start_tick: int | None = None, meter: MeterMap | None = None, from_tick: int = 0) -> SeedView:
    score = Score(tracks=(t,), meter=meter or MeterMap())
    return view_seed(score, 99, from_tick, t.end_tick if start_tick is None else start_tick, Hearing())


def grid(seed: SeedView) -> list[tuple[int, int, int]]:
    return [(n.start, n.duration, n.pitch) for n in seed.line.notes]


def test_a_plain_melody_is_seen_as_it_is() -> None:
    seed = view(track((0, 1, 60), (1, 0.5, 62), (1.5, 0.5, 64), (2, 2, 65)))
    assert grid(seed) == [(0, 12, 60), (12, 6, 62), (18, 6, 64), (24, 24, 65)]
    assert (seed.asked, seed.start, seed.join_tick) == (48, 48, BAR)
    assert (seed.unheard, seed.why) == ((), "")


def test_notes_off_the_grid_are_seen_at_the_nearest_place() -> None:
    seed = view(track((0.02, 0.9, 60), (1.03, 0.45, 62), (1.48, 0.5, 64), (1.97, 1.9, 65)))
    assert [n.start for n in seed.line.notes] == [0, 12, 18, 24]
    assert [n.duration for n in seed.line.notes] == [12, 6, 6, 24]
    assert seed.unheard == ()


def test_a_chord_gives_its_highest_note_and_names_the_others() -> None:
    seed = view(track((0, 2, 60), (0, 2, 64), (0, 1, 72), (1, 1, 71), (2, 2, 72)))
    assert [n.pitch for n in seed.line.notes] == [72, 71, 72]
    assert seed.unheard == (1, 2)
    assert "2 notes under the melody" in seed.why


def test_a_walking_bass_under_a_held_note_is_not_the_melody() -> None:
    seed = view(track((0, 4, 76), (0, 1, 48), (1, 1, 50), (2, 1, 52), (3, 1, 53)))
    assert [n.pitch for n in seed.line.notes] == [76]
    assert seed.unheard == (2, 3, 4, 5)


def test_a_legato_overlap_is_still_a_melody() -> None:
    seed = view(track((0, 1.1, 64), (1, 1.1, 62), (2, 1.1, 60), (3, 1, 59)))
    assert [n.pitch for n in seed.line.notes] == [64, 62, 60, 59]
    assert [n.duration for n in seed.line.notes] == [12, 12, 12, 12]


def test_two_notes_on_one_place_are_one() -> None:
    seed = view(track((0, 0.03, 60), (0.03, 1, 62), (2, 2, 64)))
    assert [n.pitch for n in seed.line.notes] == [62, 64]
    assert seed.unheard == (1,)
    assert "closer together" in seed.why


def test_muted_notes_are_not_heard() -> None:
    part = track((0, 1, 60), (1, 1, 62), (1, 1, 80), (2, 2, 64))
    part = part.with_notes([replace(n, muted=n.pitch in (62, 80)) for n in part.notes])
    seed = view(part)
    assert grid(seed) == [(0, 12, 60), (24, 24, 64)]
    assert (seed.unheard, seed.why) == ((), "")


def test_nothing_is_a_seed_too() -> None:
    seed = view(track(), 0)
    assert (seed.line.notes, seed.start, seed.frame.pickup, seed.unheard, seed.why) == ((), 0, 0, (), "")
    unknown = view_seed(Score(), 5, 0, 2 * BAR, Hearing())
    assert (unknown.line.notes, unknown.frame.tick(unknown.start)) == ((), 2 * BAR)


def test_one_note_is_a_seed() -> None:
    seed = view(track((0, 1, 60)))
    assert grid(seed) == [(0, 12, 60)]
    assert seed.start == 12


def test_drums_are_not_heard_and_that_is_said() -> None:
    seed = view(track((0, 1, 36), (1, 1, 38), channel=9))
    assert seed.line.notes == ()
    assert seed.unheard == (1, 2)
    assert "drum" in seed.why


def test_a_written_pickup_stays_a_pickup() -> None:
    seed = view(track((0, 1, 67), (1, 4, 72)), meter=MeterMap(pickup_ticks=Q))
    assert (seed.frame.origin_tick, seed.frame.pickup) == (0, 12)
    assert seed.frame.place(seed.line.notes[1].start) == 0


def test_a_late_start_in_the_first_bar_is_heard_as_a_pickup() -> None:
    seed = view(track((3, 1, 67), (4, 4, 72)))
    assert (seed.frame.origin_tick, seed.frame.pickup) == (3 * Q, 12)
    assert grid(seed) == [(0, 12, 67), (12, 48, 72)]


def test_silent_bars_before_the_music_are_not_fed() -> None:
    seed = view(track((40, 2, 60), (42, 2, 62)))
    assert seed.frame.origin_tick == 40 * Q


def test_a_held_last_note_is_waited_for() -> None:
    seed = view(track((0, 2, 60), (2, 3, 62)), start_tick=BAR)
    assert (seed.asked, seed.start, seed.join_tick) == (48, 60, 5 * Q)
    assert seed.line.notes[-1] == LeadNote(24, 36, 62)


def test_a_note_let_go_early_does_not_shift_the_bar() -> None:
    seed = view(track((0, 1, 60), (1, 1, 62), (2, 1.85, 64)))
    assert (seed.asked, seed.start, seed.join_tick) == (48, 48, BAR)


def test_a_start_in_mid_bar_is_kept() -> None:
    seed = view(track((0, 1, 60), (1, 1, 62)), start_tick=2 * Q)
    assert (seed.asked, seed.start) == (24, 24)


def test_a_range_begins_the_seed_later() -> None:
    seed = view(track((0, 4, 60), (4, 2, 62), (6, 2, 64)), from_tick=BAR)
    assert [n.pitch for n in seed.line.notes] == [62, 64]
    assert seed.frame.origin_tick == BAR


def test_only_the_last_metre_is_heard() -> None:
    meter = MeterMap((MeterChange(0), MeterChange(BAR, 6, 8)))
    seed = view(track((0, 4, 60), (4, 1.5, 62), (5.5, 1.5, 64)), meter=meter)
    assert (seed.frame.numerator, seed.frame.denominator) == (6, 8)
    assert [n.pitch for n in seed.line.notes] == [62, 64]
    assert seed.unheard == (1,)
    assert "before the change of metre" in seed.why


@pytest.mark.parametrize("change", [MeterChange(0, 3, 64), MeterChange(0, 5, 32), MeterChange(0, 1, 128)])
def test_a_metre_off_the_grid_gets_a_near_one(change: MeterChange) -> None:
    seed = view(track((0, 1, 60)), meter=MeterMap((change,)))
    assert not seed.frame.exact
    assert "no such metre" in seed.why


def test_the_wish_changes_the_bars() -> None:
    score = Score(tracks=(track((0, 1, 60), (1, 5, 62)),))
    seed = view_seed(score, 99, 0, 6 * Q, Hearing(numerator=3, denominator=4, pickup_ticks=Q))
    assert (seed.frame.bar, seed.frame.pickup) == (36, 12)


def test_written_chords_sections_and_key_come_along() -> None:
    symbols = (ChordSymbol(0, parse_chord("D"), "D"), ChordSymbol(BAR, parse_chord("A7"), "A7"))
    score = Score(
        tracks=(track((4, 4, 62)),),
        chords=ChordLane(symbols),
        sections=(Section(0, "A"), Section(BAR, "A'"), Section(2 * BAR, "B")),
        keys=(KeyChange(0, Key(2)),),
    )
    seed = view_seed(score, 99, 0, 2 * BAR, Hearing())
    assert [(c.start, c.chord) for c in seed.chords] == [(0, parse_chord("A7"))]
    assert [(s.start, s.letter, s.repeat) for s in seed.sections] == [(0, "A", 1), (48, "B", 0)]
    assert seed.written_key == Key(2)


def test_a_bass_part_is_heard_where_nets_are_at_home() -> None:
    low = view(track(*[(i, 1, 36 + i) for i in range(8)]))
    assert low.octave == -3
    assert view(track(*[(i, 1, 66 + i) for i in range(8)])).octave == 0
    assert view(track(program=33), 0).octave == -2


def test_old_music_is_not_listened_to() -> None:
    seed = view(track(*[(i * 4, 4, 60 + i % 7) for i in range(100)]))
    assert len(seed.line.notes) == 64
    assert seed.unheard == ()
