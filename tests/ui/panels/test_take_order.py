"""In which order the takes stand, without a window."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.critic import Critique
from musegen_app.sampling.take import Take
from musegen_app.ui.panels.take_order import Order, in_order, steady


def take(name: str, seed: int = 0, index: int = 0, parent: str = "", stars: int = 0, mark: float | None = None) -> Take:
    made = Take(name, 0, 1, 0, 0, 3840, rng_seed=seed, index=index, parent=parent, rating=stars)
    return made if mark is None else replace(made, critique=Critique(mark, mark, mark, mark, mark))


def names(takes: list[Take], order: Order) -> str:
    return " ".join(branch.take.id for branch in in_order(takes, order))


def test_the_newest_request_is_first_and_its_takes_by_their_numbers() -> None:
    takes = [take("a", 1, 0), take("b", 1, 1), take("c", 2, 0), take("d", 2, 1), take("e", 2, 2)]
    assert names(takes, Order.NEWEST) == "c d e a b"


def test_one_by_one_the_newest_is_first() -> None:
    again = [take("a", 7, 0), take("b", 7, 0), take("c", 8, 0)]  # the same dice twice
    assert names(again, Order.NEWEST) == "c b a"


def test_the_best_are_first_and_those_without_a_mark_last() -> None:
    takes = [take("a", 1, mark=40), take("b", 2), take("c", 3, mark=90), take("d", 4, mark=0)]
    assert names(takes, Order.CRITIC) == "c a d b"


def test_of_equal_stars_the_newest_is_first() -> None:
    takes = [take("a", 1, stars=3), take("b", 2), take("c", 3, stars=3), take("d", 4, stars=5)]
    assert names(takes, Order.RATING) == "d c a b"


def test_the_tree_has_children_below_their_parents() -> None:
    takes = [take("a", 1), take("b", 2), take("c", 3, parent="a"), take("d", 4, parent="c"), take("e", 5, parent="a")]
    found = in_order(takes, Order.FAMILY)
    assert [(b.take.id, b.goes_on) for b in found] == [
        ("a", ()),
        ("c", (True,)),
        ("d", (True, False)),
        ("e", (False,)),
        ("b", ()),
    ]
    assert [b.depth for b in found] == [0, 1, 2, 1, 0]


def test_takes_that_are_each_others_parents_are_not_lost() -> None:
    takes = [take("a", 1, parent="b"), take("b", 2, parent="a"), take("c", 3, parent="c"), take("d", 4, parent="gone")]
    assert sorted(names(takes, Order.FAMILY).split()) == ["a", "b", "c", "d"]


def test_cards_keep_their_places_and_new_ones_come_first() -> None:
    takes = [take("a", 1, mark=10), take("b", 2, mark=20), take("c", 3, mark=30)]
    branches = steady(in_order(takes, Order.CRITIC), ["b", "gone", "a"])
    assert [branch.take.id for branch in branches] == ["c", "b", "a"]
