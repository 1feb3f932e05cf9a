"""How far the melody strays from the likeliest notes."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlSpec, tempered

CONTROL = Control(
    ControlSpec(
        name="pitch_temperature",
        word="pitch",
        label="Surprise · pitch",
        tooltip="Low: the notes everybody expects. High: surprising notes. "
        "(Temperature of the pitch field: log-probabilities are divided by it; 1 leaves the net as it is.)",
        minimum=0.2,
        maximum=2.0,
        step=0.05,
        neutral=1.0,
        default=1.0,
        priority=30,
        main=True,
        fields=frozenset({"pitch"}),
    ),
    tempered,
)
