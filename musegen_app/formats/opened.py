"""What reading a file gives."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class Opened:
    """A score, and sentences about what the file has that the score shows differently ("" is never among them).

    `takes` is what a project keeps beside its song, as its JSON: see `session.takes_json`."""

    score: Score
    remarks: tuple[str, ...] = ()
    takes: dict[str, object] | None = None
