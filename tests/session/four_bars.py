"""Run in a fresh interpreter by a test: four bars through the session, worker and all."""

from __future__ import annotations

import time

from musegen_app.score.model import Note, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings


def make_four_bars() -> None:
    session = Session(Settings())
    track = Track("Melody").with_notes([Note(i * 480, 480, 62 + i % 5) for i in range(16)])
    session.document.replace(Score(tracks=(track,)), None)
    session.start(engine=False)
    session.compose.generate(GenerateRequest(track.id, bars=4, rng_seed=1))
    until = time.monotonic() + 60
    while session.compose.current is None or not session.compose.current.done:
        assert time.monotonic() < until
        session.poll()
        time.sleep(0.005)
    session.compose.accept()
    session.close()


if __name__ == "__main__":
    make_four_bars()
