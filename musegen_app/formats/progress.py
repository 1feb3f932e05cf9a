"""How far a parser has come, for whoever asked in its thread; parsers tell it without knowing who listens."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Listener = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _Part:
    listener: Listener
    low: float
    high: float


class _Told(threading.local):
    part: _Part | None = None


_told = _Told()


@contextlib.contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within, `listener` hears in this thread how much is done, 0 to 1. It may raise, which ends the parsing: not an
    `Exception`, as those are taken for damage in the file."""
    _told.part = _Part(listener, 0.0, 1.0)
    try:
        yield
    finally:
        _told.part = None


@contextlib.contextmanager
def stretch(low: float, high: float) -> Iterator[None]:
    """What is told within is that part of the whole."""
    outer = _told.part
    if outer is None:
        yield
        return
    width = outer.high - outer.low
    _told.part = _Part(outer.listener, outer.low + low * width, outer.low + high * width)
    try:
        yield
    finally:
        _told.part = outer


def tell(fraction: float) -> None:
    """So much (0 to 1) of the stretch is done. Costs nothing where nobody listens."""
    part = _told.part
    if part is not None:
        part.listener(part.low + min(max(fraction, 0.0), 1.0) * (part.high - part.low))
