"""How far the rhythm strays from the likeliest note lengths and rests."""

from __future__ import annotations

from musegen_app.sampling.steering.control import Control, ControlSpec, tempered

CONTROL = Control(
    ControlSpec(
        name="rhythm_temperature",
        word="rhythm",
        label="Surprise · rhythm",
        tooltip="Low: a steady rhythm. High: unexpected note lengths and rests. "
        "(Temperature of the kind and duration fields: log-probabilities are divided by it; "
        "1 leaves the net as it is.)",
        minimum=0.2,
        maximum=2.0,
        step=0.05,
        neutral=1.0,
        default=1.0,
        priority=20,
        main=True,
        fields=frozenset({"kind", "duration"}),
    ),
    tempered,
)
