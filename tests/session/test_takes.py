"""The takes of a session."""

from __future__ import annotations

from musegen_app.sampling.take import Take
from musegen_app.session.takes import KEPT_TAKES, Takes


def rounds(count: int) -> list[Take]:
    return [Take(f"t{i}", -1, 1, 0, 10, 10, done=True) for i in range(count)]


def test_rounds_that_are_too_many_are_said_and_the_last_are_kept() -> None:
    takes = Takes()
    assert takes.add_all(rounds(KEPT_TAKES)) == ""
    assert (
        takes.add_all(rounds(KEPT_TAKES + 5))
        == f"The last {KEPT_TAKES} rounds are kept as takes; 5 earlier ones are not"
    )
    assert [t.id for t in takes.all] == [f"t{i}" for i in range(5, KEPT_TAKES + 5)]


def test_of_too_many_those_without_a_star_go_first() -> None:
    takes = Takes()
    takes.put(rounds(KEPT_TAKES))
    takes.rate("t0", 5)
    takes.select("t2")
    assert takes.put([Take("new", -1, 1, 0, 10, 10, done=True), Take("newer", -1, 1, 0, 10, 10, done=True)]) == 2
    kept = [t.id for t in takes.all]
    assert len(kept) == KEPT_TAKES
    assert kept[:3] == ["t0", "t2", "t4"]
    assert kept[-2:] == ["new", "newer"]
    assert takes.number_of("newer") == KEPT_TAKES + 2
