"""A toy chorale net in numpy: it knows the voices' middles and moves by small steps; and songs for it."""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.satb16 import FIRST_PITCH, HOLD, REST, VALUES
from musegen_app.sampling.messages import Begin, Hearing, Operation, OperationKind, Steering
from musegen_app.sampling.satb16_writer import SatbNets
from musegen_app.score.model import Note, Score, Track

STEP = 240
UNITS = 8


class ToySatb:
    """Logits depend on the place in the beat (onsets on quarters) and on what is given, so that order matters."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        self.weights = (np.rint(rng.normal(0, 0.5, (4, VALUES, UNITS)) * 2048) / 2048).astype(np.float32)
        self.heard_lanes: list[np.ndarray] = []

    def lane_vectors(self, cells: np.ndarray) -> np.ndarray:
        self.heard_lanes.append(cells)
        return np.zeros((len(cells), 2), np.float32)

    def zero_state(self, batch: int = 1) -> np.ndarray:
        return np.zeros((batch, 3), np.float32)

    def step(self, state: np.ndarray, features: np.ndarray, lane: np.ndarray) -> tuple[np.ndarray, ...]:
        prepared = features[:, 30:31].astype(np.float32)
        new = (state * 0.5 + features[:, :3] / 40).astype(np.float32)
        return prepared, new, new

    def voice(
        self, v: int, prepared: np.ndarray, given: np.ndarray, relations: np.ndarray, match: np.ndarray
    ) -> np.ndarray:
        logits = np.zeros((len(given), VALUES), np.float32)
        logits[:, HOLD] = np.where(prepared[:, 0] == 0, -1, 5)
        logits[:, REST] = -4
        logits[:, FIRST_PITCH:] -= 0.3 * abs(np.arange(VALUES - FIRST_PITCH) - 14 + given.sum(1, keepdims=True) % 3)
        return logits

    def machine(self, history: np.ndarray) -> np.ndarray:
        return np.repeat(history[:, 1:2], UNITS, 1).astype(np.float32)


def nets(*heads: str) -> SatbNets:
    return SatbNets(ToySatb(), heads or ("nade",))


def track(track_id: int, pitches: list[int], *, length: int = 4, start: int = 0, locked: bool = False) -> Track:
    """Notes one after the other, `length` steps each."""
    notes = [Note((start + i * length) * STEP, length * STEP, pitch, locked=locked) for i, pitch in enumerate(pitches)]
    return Track(id=track_id, name=f"voice {track_id}", notes=tuple(notes))


def four(bars: int = 4) -> Score:
    """Four tracks, all in quarters."""
    lines = ([72, 74, 76, 74], [67, 65, 64, 65], [60, 59, 60, 62], [48, 50, 52, 43])
    return Score(tracks=tuple(track(i + 1, line * bars) for i, line in enumerate(lines)))


def request(score: Score, kind: OperationKind, start: int, end: int, **more: object) -> Begin:
    """Steps [start, end)."""
    operation = Operation(kind, end * STEP, **more)  # type: ignore[arg-type]
    return Begin(1, score, 1, 0, start * STEP, 1, Steering(), Hearing(), 7, 1 << 60, operation=operation)
