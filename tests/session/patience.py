"""Waiting for a session whose processes are real."""

from __future__ import annotations

from collections.abc import Callable

from musegen_app.session.session import Session
from tests.waiting import wait_until


def wait(session: Session, until: Callable[[], object]) -> None:
    """Poll the session, as the window does, until that holds."""

    def holds() -> object:
        session.poll()
        return until()

    wait_until(holds, what=lambda: session.status.standing)
