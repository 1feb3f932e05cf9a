"""Which controls of `messages.Steering` act on the bundles of which codec; docs/steering.md says how far.

A control that is missing here has nothing to bend: a single line has no notes at once, a beat has no pitches.
"""

from __future__ import annotations

from dataclasses import fields

from musegen_app.sampling.messages import Steering

EVERY = frozenset(f.name for f in fields(Steering)) - {"lanes"}
_SURPRISE = frozenset({"rhythm_temperature", "top_p"})

LEAD = EVERY - {"polyphony", "dynamics", "avoid_parallels"}
SATB16 = EVERY - {"dynamics", "swing", "note_length", "polyphony", "rhythmic_interest"}
POP = EVERY - {"swing", "rhythmic_interest"}
PERF = EVERY - {"avoid_parallels", "rhythmic_interest"}
ABC = EVERY - {"polyphony", "dynamics", "swing", "avoid_parallels"}
DRUMS = _SURPRISE | {"density", "rhythmic_interest", "swing", "repetition", "dynamics"}
