"""From values to pixels and back in a lane: the highest value on top. Pure."""

from __future__ import annotations

from dataclasses import dataclass

PAD = 10  # pixels above the highest and below the lowest value


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """`low` to `high` in a lane of `height` pixels."""

    low: int
    high: int
    height: int
    pad: int = PAD

    @property
    def per_pixel(self) -> float:
        """How much a pixel is worth."""
        return (self.high - self.low) / max(1, self.height - 2 * self.pad)

    def y(self, value: float) -> float:
        return self.height - self.pad - (value - self.low) / self.per_pixel

    def value(self, y: float) -> int:
        """The value at `y`, held within the limits."""
        return min(self.high, max(self.low, round(self.low + (self.height - self.pad - y) * self.per_pixel)))
