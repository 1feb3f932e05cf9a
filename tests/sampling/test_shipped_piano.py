"""The piano bundle as it is shipped: takes alone and together, styles, hands, gaps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Begin, Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.offline import begin_of, generate_batch
from musegen_app.score.model import Note, Score, Track

FOLDER = Path(__file__).parents[2] / "models" / "piano-lstm"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the bundle is not there")
BAR = 3840


@pytest.fixture(scope="module")
def bundle() -> LoadedBundle:
    return open_bundle(str(FOLDER))


def request_of(score: Score | None = None, bars: int = 2, **changes: object) -> Begin:
    song = score or Score(tracks=(Track(name="Piano", id=1),))
    return replace(begin_of(song, 1, bars, Steering(), Hearing(), 5), **changes)  # type: ignore[arg-type]


def plain(take: object) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in take.notes]  # type: ignore[attr-defined]


def test_a_take_is_the_same_alone_and_among_sixteen(bundle: LoadedBundle) -> None:
    together = generate_batch(bundle, request_of(), 16)
    for index, take in enumerate(generate_batch(bundle, request_of(), 3)):
        assert plain(take) == plain(together[index])
        assert take.logp == together[index].logp
    assert len({tuple(plain(t)) for t in together}) > 12


def test_hands_have_ten_fingers_and_touch(bundle: LoadedBundle) -> None:
    takes = generate_batch(bundle, request_of(bars=4), 8)
    notes = [n for t in takes for n in t.notes]
    assert len({n.velocity for n in notes}) > 4
    for take in takes:
        assert take.end_tick == 4 * BAR
        for note in take.notes:
            sounding = sum(n.start_tick <= note.start_tick < n.end_tick for n in take.notes)
            assert sounding <= 14


def test_a_style_changes_what_is_drawn(bundle: LoadedBundle) -> None:
    told = [
        generate_batch(bundle, request_of(operation=Operation(style=((name, 1.0),))), 1)[0]
        for name in ("Bach", "Chopin")
    ]
    assert plain(told[0]) != plain(told[1])


def test_a_gap_is_filled_around_a_locked_note(bundle: LoadedBundle) -> None:
    notes = [Note(i * 480, 460, (60, 64, 67, 72)[i % 4], 70 + i % 9, id=i + 1, locked=i == 18) for i in range(48)]
    song = Score(tracks=(Track(name="Piano", id=1).with_notes(notes),))
    operation = Operation(OperationKind.INFILL, end_tick=4 * BAR)
    (take,) = generate_batch(bundle, request_of(song, start_tick=2 * BAR, operation=operation), 1)
    locked = notes[18]
    assert take.notes
    assert all(n.start_tick >= 2 * BAR and n.end_tick <= 4 * BAR for n in take.notes)
    same_key = [n for n in take.notes if n.pitch == locked.pitch]
    assert all(n.end_tick <= locked.start_tick or n.start_tick >= locked.end_tick for n in same_key)
