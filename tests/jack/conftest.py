"""One JACK dummy server for the tests of this folder, started and stopped with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jack.dummy import Server, server


@pytest.fixture
def jack(tmp_path: Path) -> Iterator[Server]:
    """A named server; never the user's."""
    with server(tmp_path) as running:
        yield running
