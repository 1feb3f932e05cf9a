"""Who wrote how much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.authors import Share, Tally, song_shares
from musegen_app.score.model import Note, Origin, OriginKind, Score, Track


def by(kind: OriginKind, count: int, bundle: str = "") -> list[Note]:
    return [Note(i, 1, 60, origin=Origin(kind, bundle, rng_seed=i)) for i in range(count)]


def shares_of(notes: list[Note]) -> tuple[Share, ...]:
    return song_shares(Score(tracks=(Track(notes=tuple(notes)),)))


def test_many_notes_are_counted_in_small_steps() -> None:
    tally = Tally(Score(tracks=(Track(notes=tuple(by(OriginKind.DRAWN, 12_000))),)))
    steps = sum(1 for _ in iter(tally.step, False))
    assert steps == 3
    assert tally.shares == (Share(OriginKind.DRAWN, "", 12_000, 100),)


def test_people_come_before_nets_and_seeds_do_not_divide() -> None:
    notes = by(OriginKind.GENERATED, 38, "folk-lstm") + by(OriginKind.DRAWN, 62)
    found = [(s.kind, s.bundle, s.notes, s.percent) for s in shares_of(notes)]
    assert found == [(OriginKind.DRAWN, "", 62, 62), (OriginKind.GENERATED, "folk-lstm", 38, 38)]


def test_the_song_counts_all_tracks() -> None:
    song = Score(tracks=tuple(Track().with_notes(by(kind, 3)) for kind in (OriginKind.PLAYED, OriginKind.IMPORTED)))
    assert [(s.kind, s.percent) for s in song_shares(song)] == [(OriginKind.PLAYED, 50), (OriginKind.IMPORTED, 50)]
    assert song_shares(Score()) == ()


@given(st.dictionaries(st.sampled_from(list(OriginKind)), st.integers(1, 3000), min_size=1))
def test_percents_add_up_and_nobody_is_forgotten(counts: dict[OriginKind, int]) -> None:
    found = shares_of([n for kind, count in counts.items() for n in by(kind, count)])
    assert sum(s.percent for s in found) == 100
    assert {s.kind: s.notes for s in found} == counts
    assert all(s.percent >= 1 for s in found)
