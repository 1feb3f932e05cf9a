"""Finished takes are judged after their notes: by the worker, take by take, and anew when they were steered."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.originality import OriginalityIndex, Piece, drum_index, melodic_index
from musegen_app.sampling.judging import judged
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import NotesProposed, Part, Steer, Steering, TakeDone, TakeJudged
from musegen_app.sampling.nearest_passage import NOTHING, nearest_passage
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from tests.sampling.conftest import begin, toy
from tests.sampling.takes import BAR, line, take
from tests.sampling.test_worker import START, Bench

KNOWN = (62, 64, 67, 71, 69, 74, 72, 66, 64, 65, 70, 62, 60, 67, 66, 73)


def index_of(*pitches: int, title: str = "The Lark") -> OriginalityIndex:
    return melodic_index([Piece(title, "a", ([(i, p) for i, p in enumerate(pitches)],))])


def test_the_shared_notes_are_named_by_their_places_in_the_take() -> None:
    own, other = line((60, 61, 63, 60, 61)), line([p + 3 for p in KNOWN], 5 * Q // 2)
    bass = [replace(n, pitch=n.pitch - 30) for n in line((70, 72, 75), step=4 * Q)]
    music = take([*bass, *own, *other], parts=(Part("Bass"), Part("Lead")), of=(0,) * 3 + (1,) * 21)
    found = nearest_passage(index_of(*KNOWN), music, Score().meter)
    assert found.title == "The Lark"
    assert found.length == len(found.notes) >= 12
    assert set(found.notes) <= set(range(8, 24))
    assert (found.from_tick, found.to_tick) == (
        music.notes[found.notes[0]].start_tick,
        music.notes[found.notes[-1]].end_tick,
    )
    assert nearest_passage(index_of(*KNOWN[::-1]), music, Score().meter) == NOTHING


def test_of_drums_whole_bars_count() -> None:
    def beat(bar: int) -> list[tuple[int, int]]:
        return [(BAR * bar + Q // 4 * i, (36, 38, 42, 46, 49)[(i * bar) % 5]) for i in range(0, 16, 2)]

    known = [hit for bar in (1, 2, 3) for hit in beat(bar)]
    index = drum_index([("A beat", "a", drum_bars(known, BAR))])
    hits = line((36,) * 8) + tuple(replace(line((p,))[0], start_tick=at) for at, p in known)
    kit = take(hits, parts=(Part("Drums", is_drums=True),), of=(0,) * len(hits))
    found = nearest_passage(index, kit, Score().meter)
    assert found == Nearest("A beat", 3, tuple(range(8, 32)), BAR, 4 * BAR, in_bars=True)


def test_a_take_is_judged_after_its_last_note_and_again_once_it_was_steered(tune: Score) -> None:
    bundle = replace(toy(), index=index_of(*KNOWN))
    bench = Bench(bundle)
    bench.do(many := replace(begin(tune), takes=3))
    order = [type(r) for r in bench.reports]
    assert order.index(TakeJudged) > max(i for i, kind in enumerate(order) if kind in (NotesProposed, TakeDone))
    assert sorted(v.index for v in bench.verdicts) == [0, 1, 2]
    first = next(v for v in bench.verdicts if v.index == 1)
    bench.do(Steer(1, Steering(1.9), START + BAR, 1))
    assert [v.index for v in bench.verdicts] == [1]
    steered = bench.verdicts[0]
    assert steered.critique != first.critique
    assert many.request == steered.request


def test_places_of_notes_mean_the_same_to_the_session(tune: Score) -> None:
    """The session puts a take together from proposals; the worker judges one put together in the same way."""
    request = begin(tune, bars=8)
    seen = Bench(toy())
    reports = seen.do(request)
    whole = Take.begun(request, "toy")
    for report in reports:
        whole = whole.merged(report) if isinstance(report, NotesProposed) else whole.finished(report)
    learned = [(n.start_tick, n.pitch) for n in whole.notes]
    bench = Bench(replace(toy(), index=melodic_index([Piece("Itself", "a", (learned,))])))
    bench.do(request)
    (verdict,) = bench.verdicts
    told = whole.judged(verdict)
    assert told.nearest is not None
    assert told.nearest.title == "Itself"
    assert told.nearest == judged(whole, request.score, bench.bundle).nearest
    assert whole.merged(next(r for r in reports if isinstance(r, NotesProposed))).critique is None
