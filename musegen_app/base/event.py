"""A Qt-free signal: the session tells, whoever subscribed listens, on the emitter's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """Subscribers are called in the order in which they came. Not thread-safe: one thread subscribes and emits."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener` at every `emit`; the returned function ends that (calling it twice is harmless)."""
        # A wrapper of its own, so that the same function subscribed twice can leave once.
        entry = lambda value: listener(value)  # noqa: E731
        self._subscribers.append(entry)

        def unsubscribe() -> None:
            if entry in self._subscribers:
                self._subscribers.remove(entry)

        return unsubscribe

    def emit(self, value: T) -> None:
        """Tell everybody who is subscribed now; somebody who leaves during the round is no longer called."""
        for entry in tuple(self._subscribers):
            if entry in self._subscribers:
                entry(value)

    def __len__(self) -> int:
        return len(self._subscribers)
