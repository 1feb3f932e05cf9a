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
