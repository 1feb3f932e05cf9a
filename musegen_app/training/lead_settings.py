"""What a run over `lead` events decides for itself: its net, its batches, and what it hides of a tune."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LeadSettings:
    """Probabilities are per tune and epoch."""

    batch_events: int = 2000  # padded events in a batch; larger ones are faster, but the net learns from too few steps
    longest: int = 640  # events; longer tunes are cut into windows
    embedding: int = 256
    hidden: int = 384
    layers: int = 2
    lane: int = 64
    head: int = 192
    dropout: float = 0.3
    told_everything: float = 0.25  # share of tunes of which nothing is hidden
    hide: float = 0.4  # share of the others for which each group of inputs is hidden (0.3 of all)
    hide_key: float = 0.12
    transpose: float = 0.5  # share of tunes moved by −5…+6 semitones
    lane_share: float = 0.45  # share of tunes with a constraint lane

    @staticmethod
    def of(values: Mapping[str, Any]) -> LeadSettings:
        """From the settings of a run, or from all that an older run folder kept in one table."""
        table = values.get("settings", values)
        return LeadSettings(**{f.name: table[f.name] for f in fields(LeadSettings) if f.name in table})

    @staticmethod
    def read(path: Path) -> LeadSettings:
        """From the config of a run folder or the training.json of a bundle."""
        return LeadSettings.of(json.loads(path.read_text("utf-8")))
