"""Two controls that bound a range of pitches, shown as one over a small keyboard."""

from __future__ import annotations

from collections.abc import Collection

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.ui.parts.range_slider import RangeSlider
from musegen_app.ui.parts.steering_row import SteeringRow
from musegen_app.ui.steering_words import label, range_words, read_range, tip
from musegen_app.ui.theme import Theme


class RangeRow(SteeringRow):
    """A lowest and a highest pitch, each or both "any"."""

    def __init__(self, theme: Theme, title: str, low: ControlSpec, high: ControlSpec) -> None:
        self.slider = RangeSlider(theme)
        super().__init__(title, (low, high), self.slider)
        self._explain(self._tip())
        self.set_range(low.default, high.default)
        self.slider.changed.connect(self._on_slider)

    @property
    def range(self) -> tuple[float, float]:
        return self.slider.range

    @property
    def is_neutral(self) -> bool:
        return self.range == (self.specs[0].neutral, self.specs[1].neutral)

    @property
    def is_usual(self) -> bool:
        return self.range == (self.specs[0].default, self.specs[1].default)

    def set_range(self, low: float, high: float) -> None:
        """Show it without telling anybody."""
        self.slider.set_range(low, high)
        self._show_words()

    def show_steering(self, steering: Steering) -> None:
        low, high = (float(getattr(steering, name)) for name in self.names)
        self.set_range(low, high)

    def reset(self) -> None:
        self._choose(self.specs[0].default, self.specs[1].default)

    def show_ruled(self, names: Collection[str]) -> None:
        super().show_ruled(names)
        self.slider.show_ruled(self.ruled)

    def _choose(self, low: float, high: float) -> None:
        self.set_range(low, high)
        self._tell()

    def _on_slider(self, low: float, high: float) -> None:
        self._show_words()
        self._tell()

    def _on_typed(self, text: str) -> None:
        found = read_range(text)
        if found is not None:
            self._choose(*found)

    def _tell(self) -> None:
        self.changed.emit(dict(zip(self.names, self.range, strict=True)))

    def _words(self) -> str:
        return range_words(*self.range)

    def _tip(self) -> str:
        how = self.tr(
            "Pull either end, or what lies between them. Arrows move the lowest note, with Shift the highest. "
            "Double click: no limit. Names such as D4 – B5 can be typed."
        )
        return "\n".join((*(f"{label(spec)}: {tip(spec)}" for spec in self.specs), how))
