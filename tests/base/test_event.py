"""The Qt-free signal."""

from __future__ import annotations

from musegen_app.base.event import Event


def test_listeners_hear_in_their_order() -> None:
    event: Event[int] = Event()
    heard: list[tuple[str, int]] = []
    event.subscribe(lambda v: heard.append(("a", v)))
    event.subscribe(lambda v: heard.append(("b", v)))
    event.emit(7)
    assert heard == [("a", 7), ("b", 7)]
    assert len(event) == 2


def test_who_left_hears_nothing_more() -> None:
    event: Event[int] = Event()
    heard: list[int] = []
    leave = event.subscribe(heard.append)
    event.subscribe(heard.append)
    leave()
    leave()
    event.emit(1)
    assert heard == [1], "the same listener twice leaves once"


def test_leaving_and_coming_during_a_round() -> None:
    event: Event[str] = Event()
    heard: list[str] = []

    def first(_: str) -> None:
        heard.append("first")
        leave_second()
        event.subscribe(lambda _: heard.append("late"))

    event.subscribe(first)
    leave_second = event.subscribe(lambda _: heard.append("second"))
    event.emit("x")
    assert heard == ["first"]
