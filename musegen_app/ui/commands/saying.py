"""Expected failures become a sentence in the status line instead of a box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from musegen_app.base.errors import MuseGenError
from musegen_app.session.status import Status


@contextmanager
def failures_said(status: Status) -> Iterator[None]:
    """Inside, a `MuseGenError` ends the block and is said in `status`; bugs pass through."""
    try:
        yield
    except MuseGenError as error:
        status.say("error", str(error))
