"""From the values of a steering control to pixels and back: the highest value on top, steps as the control has them.
Pure."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.sampling.steering.control import ControlSpec

PAD = 12  # pixels above the highest and below the lowest value


@dataclass(frozen=True, slots=True)
class CurveAxis:
    """The range of `spec` in a lane of `height` pixels."""

    spec: ControlSpec
    height: int

    @property
    def per_pixel(self) -> float:
        """How much a pixel is worth."""
        return (self.spec.maximum - self.spec.minimum) / max(1, self.height - 2 * PAD)

    def y(self, value: float) -> float:
        return self.height - PAD - (self.spec.clamp(value) - self.spec.minimum) / self.per_pixel

    def value(self, y: float) -> float:
        """The value at `y`, on the nearest step and within the range."""
        return self.stepped(self.spec.minimum + (self.height - PAD - y) * self.per_pixel)

    def stepped(self, value: float) -> float:
        """The nearest step of the control."""
        step = self.spec.step
        return self.spec.clamp(round(round(value / step) * step, 6) if step else value)
