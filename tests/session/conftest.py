"""A session between two fake links, on a manual clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from musegen_app.bundles.catalog import BundleInfo
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.fakes.links import FakeLink, ManualClock

QUARTER = 960


@dataclass
class Room:
    """Everything a test of the session wants to look at."""

    session: Session
    engine: FakeLink
    worker: FakeLink
    clock: ManualClock
    track_id: int

    def step(self, seconds: float = 0.05) -> None:
        self.clock.pass_by(seconds)
        self.session.poll()


@pytest.fixture
def bundles(monkeypatch: pytest.MonkeyPatch) -> tuple[BundleInfo, ...]:
    """Two bundles that exist by name only."""
    found = tuple(
        BundleInfo(name, Path(f"/nowhere/{name}"), name.title(), "lstm", "lead", "", 3)
        for name in ("folk-lstm", "other")
    )
    monkeypatch.setattr("musegen_app.bundles.catalog.find_bundles", lambda dirs: list(found))
    return found


@pytest.fixture
def room(bundles: tuple[BundleInfo, ...], tmp_path: Path) -> Iterator[Room]:
    engine, worker, clock = FakeLink(), FakeLink(), ManualClock()
    session = Session(Settings(), engine=engine, inference=worker, now=clock, settings_file=tmp_path / "settings.json")
    track = Track("Melody").with_notes([Note(i * QUARTER, QUARTER, 60 + i) for i in range(8)])
    session.document.replace(Score(tracks=(track,)), None)
    session.start()
    yield Room(session, engine, worker, clock, track.id)
    session.close()
