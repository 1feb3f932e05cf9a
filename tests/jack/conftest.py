"""One JACK dummy server for the tests of this folder, started and stopped with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jack.desk import Desk, desk
from tests.jack.dummy import Server, server


@pytest.fixture
def jack(tmp_path: Path) -> Iterator[Server]:
    """A named server; never the user's."""
    with server(tmp_path) as running:
        yield running


@pytest.fixture
def ears(jack: Server) -> Iterator[Desk]:
    """A client of that server that hears and notes everything."""
    with desk() as listening:
        yield listening
