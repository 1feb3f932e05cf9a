"""What reading a file gives."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class Opened:
    """A score, and sentences about what the file has that the score shows differently ("" is never among them)."""

    score: Score
    remarks: tuple[str, ...] = ()
