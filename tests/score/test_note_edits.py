"""What each edit of notes does, on small examples."""

from __future__ import annotations

from musegen_app.score import edits
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap

Row = tuple[int, int, int]


def song(*rows: Row, locked: tuple[int, ...] = ()) -> Score:
    """One track; rows are (start, duration, pitch), ids 1, 2 … in that order."""
    made = [Note(s, d, p, 80, id=i + 1, locked=i + 1 in locked) for i, (s, d, p) in enumerate(rows)]
    return Score(tracks=(Track(id=0).with_notes(made),))


def rows(score: Score) -> list[Row]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in score.tracks[0].notes]


def test_move_keeps_id_and_sorts_again() -> None:
    score = edits.move_notes(song((0, 10, 60), (100, 10, 62)), 0, {1}, 200, 1)
    assert rows(score) == [(100, 10, 62), (200, 10, 61)]
    assert [n.id for n in score.tracks[0].notes] == [2, 1]


def test_a_group_stops_at_the_edges_in_its_shape() -> None:
    score = song((50, 10, 3), (100, 10, 120))
    assert rows(edits.move_notes(score, 0, {1, 2}, -500, 50)) == [(0, 10, 10), (50, 10, 127)]
    assert rows(edits.move_notes(score, 0, {1, 2}, 0, -50)) == [(50, 10, 0), (100, 10, 117)]


def test_a_locked_note_neither_moves_nor_holds_the_others_back() -> None:
    score = song((0, 10, 60), (100, 10, 62), locked=(1,))
    assert rows(edits.move_notes(score, 0, {1, 2}, -100, 0)) == [(0, 10, 60), (0, 10, 62)]
    assert edits.remove_notes(score, 0, {1}) is score
    freed = edits.lock_notes(score, 0, {1, 2}, False)
    assert rows(edits.remove_notes(freed, 0, {1})) == [(100, 10, 62)]
    assert all(n.locked for n in edits.lock_notes(score, 0, {2}, True).tracks[0].notes)


def test_resize_at_both_ends() -> None:
    score = song((100, 50, 60))
    assert rows(edits.resize_notes(score, 0, {1}, 25)) == [(100, 75, 60)]
    assert rows(edits.resize_notes(score, 0, {1}, -500)) == [(100, 1, 60)]
    assert rows(edits.resize_notes_start(score, 0, {1}, -200)) == [(0, 150, 60)]
    assert rows(edits.resize_notes_start(score, 0, {1}, 500)) == [(149, 1, 60)]


def test_velocities() -> None:
    score = song((0, 10, 60), (100, 10, 60), (200, 10, 60))

    def velocities(changed: Score) -> list[int]:
        return [n.velocity for n in changed.tracks[0].notes]

    assert velocities(edits.set_velocity(score, 0, {1}, 300)) == [127, 80, 80]
    assert velocities(edits.set_velocities(score, 0, {1: 5, 3: 0})) == [5, 80, 1]
    assert velocities(edits.add_velocity(score, 0, {2}, -5)) == [80, 75, 80]
    assert velocities(edits.scale_velocity(score, 0, {3}, 0.5)) == [80, 80, 40]
    assert velocities(edits.ramp_velocity(score, 0, {1, 2, 3}, 20, 100)) == [20, 60, 100]


def test_quantise_counts_from_the_bar_line() -> None:
    score = song((1000, 100, 60), (1900, 100, 62))
    assert rows(edits.quantise_notes(score, 0, {1, 2}, 480)) == [(960, 100, 60), (1920, 100, 62)]
    assert rows(edits.quantise_notes(score, 0, {1}, 480, 0.5)) == [(980, 100, 60), (1900, 100, 62)]
    assert edits.quantise_notes(score, 0, {1}, 0) is score
    ends = edits.quantise_notes(song((10, 400, 60)), 0, {1}, 480, ends=True)
    assert rows(ends) == [(0, 480, 60)]
    pickup = Score(tracks=song((310, 100, 60)).tracks, meter=MeterMap((MeterChange(0),), 300))
    assert rows(edits.quantise_notes(pickup, 0, {1}, 480)) == [(300, 100, 60)]


def test_stretch_counts_from_the_first_note() -> None:
    score = song((100, 50, 60), (200, 50, 62))
    assert rows(edits.stretch_notes(score, 0, {1, 2}, 2, 1)) == [(100, 100, 60), (300, 100, 62)]
    assert rows(edits.stretch_notes(score, 0, {1, 2}, 1, 2)) == [(100, 25, 60), (150, 25, 62)]
    assert edits.stretch_notes(score, 0, {1}, 0, 1) is score


def test_copy_and_paste() -> None:
    score = song((100, 10, 60), (150, 10, 62), locked=(2,))
    copied = edits.copy_notes(score, 0, {1, 2})
    assert [(n.start_tick, n.locked) for n in copied] == [(0, False), (50, False)]
    pasted = edits.paste_notes(score, 0, copied, 1000)
    assert rows(pasted)[2:] == [(1000, 10, 60), (1050, 10, 62)]
    assert len({n.id for n in pasted.tracks[0].notes}) == 4
    assert edits.paste_notes(score, 0, (), 0) is score
    assert edits.copy_notes(score, 0, ()) == ()


def test_duplicate_follows_in_time() -> None:
    assert rows(edits.duplicate_notes(song((0, 900, 60)), 0, {1})) == [(0, 900, 60), (960, 900, 60)]
    assert rows(edits.duplicate_notes(song((0, 900, 60)), 0, {1}, 50)) == [(0, 900, 60), (50, 900, 60)]


def test_adding_a_known_note_gives_it_an_id_of_its_own() -> None:
    score = song((0, 10, 60))
    added = edits.add_notes(score, 0, [score.tracks[0].notes[0], Note(5, 5, 70, id=99)])
    assert rows(added) == [(0, 10, 60), (0, 10, 60), (5, 5, 70)]
    assert 99 in edits.all_note_ids(added)
    assert len(edits.all_note_ids(added)) == 3


def test_steps_of_the_scale() -> None:
    score = song((0, 10, 64), (10, 10, 66), (20, 10, 127))
    up = edits.transpose_notes_in_scale(score, 0, {1, 2, 3}, 1, Key(0))
    assert [p for _, _, p in rows(up)] == [65, 67, 127]
    down = edits.transpose_notes_in_scale(score, 0, {1, 2, 3}, -1, Key(0))
    assert [p for _, _, p in rows(down)] == [62, 65, 125]
    assert edits.transpose_notes_in_scale(score, 0, {1, 2}, 0, Key(0)) == score


def test_transpose_is_a_move() -> None:
    assert rows(edits.transpose_notes(song((0, 10, 60)), 0, {1}, 12)) == [(0, 10, 72)]


def test_split_and_join() -> None:
    score = edits.split_notes(song((0, 100, 60), (200, 10, 60)), 0, {1, 2}, 40)
    assert rows(score) == [(0, 40, 60), (40, 60, 60), (200, 10, 60)]
    assert score.tracks[0].notes[0].id == 1
    joined = edits.join_notes(score, 0, edits.all_note_ids(score))
    assert rows(joined) == [(0, 210, 60)]
    assert joined.tracks[0].notes[0].id == 1


def test_legato_and_overlaps() -> None:
    score = song((0, 10, 60), (0, 20, 64), (100, 5, 62))
    assert rows(edits.legato_notes(score, 0, {1, 2, 3})) == [(0, 100, 60), (0, 100, 64), (100, 5, 62)]
    over = song((0, 150, 60), (100, 50, 60), (50, 500, 61))
    assert rows(edits.trim_overlaps(over, 0, {1, 2, 3})) == [(0, 100, 60), (50, 500, 61), (100, 50, 60)]


def test_reverse_and_invert() -> None:
    score = song((100, 10, 60), (200, 50, 67))
    assert rows(edits.reverse_notes(score, 0, {1, 2})) == [(100, 50, 67), (240, 10, 60)]
    assert rows(edits.invert_notes(score, 0, {1, 2})) == [(100, 10, 67), (200, 50, 60)]
    assert edits.reverse_notes(edits.reverse_notes(score, 0, {1, 2}), 0, {1, 2}) == score
