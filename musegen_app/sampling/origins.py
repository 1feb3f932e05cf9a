"""Who wrote the notes of a take, and with which settings."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import in_words
from musegen_app.score.model import Origin, OriginKind


def origin_of(bundle: str, rng_seed: int, take: str, steering: Steering) -> Origin:
    return Origin(OriginKind.GENERATED, bundle, rng_seed, take, in_words(steering))


class Origins:
    """Who wrote what begins where (ticks): the settings may change in the midst of a take."""

    def __init__(self, first: Origin) -> None:
        self._from: list[tuple[int, Origin]] = [(0, first)]

    def steered(self, steering: Steering, tick: int) -> None:
        """From `tick` on other settings count."""
        kept = self._from[:1] + [change for change in self._from[1:] if change[0] < tick]
        self._from = [*kept, (tick, replace(kept[0][1], settings=in_words(steering)))]

    def at(self, tick: int) -> Origin:
        first = self._from[0][1]
        return next((origin for start, origin in reversed(self._from) if start <= tick), first)
