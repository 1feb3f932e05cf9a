"""One control of the net."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.ui.parts.control_slider import ControlSlider
from musegen_app.ui.parts.steering_row import KnobSign, SteeringRow
from musegen_app.ui.steering_words import label, read_value, tip, value_words
from musegen_app.ui.theme import Theme


class ControlRow(SteeringRow):
    """A value between the ends of its control."""

    def __init__(self, theme: Theme, spec: ControlSpec) -> None:
        self.spec = spec
        self._value = spec.default
        self.slider = ControlSlider(theme, self._position(spec.maximum), self._position(spec.neutral))
        super().__init__(label(spec), (spec,), self.slider)
        self._explain(self._tip())
        self.set_value(spec.default)
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.reset_wanted.connect(self.reset)

    @property
    def value(self) -> float:
        return self._value

    @property
    def is_neutral(self) -> bool:
        return self._value == self.spec.neutral

    @property
    def is_usual(self) -> bool:
        return self._value == self.spec.default

    def set_value(self, value: float) -> None:
        """Show `value` without telling anybody."""
        self._value = self.spec.clamp(value)
        self.slider.blockSignals(True)
        self.slider.setValue(self._position(self._value))
        self.slider.blockSignals(False)
        self.slider.update()
        self._show_words()

    def show_steering(self, steering: Steering) -> None:
        self.set_value(float(getattr(steering, self.spec.name)))

    def reset(self) -> None:
        self._choose(self.spec.default)

    def show_knobs(self, knobs: Mapping[str, KnobSign]) -> None:
        super().show_knobs(knobs)
        sign = knobs.get(self.spec.name)
        self.slider.show_knob(sign.waiting if sign is not None else None)

    def show_ruled(self, names: Collection[str]) -> None:
        super().show_ruled(names)
        self.slider.show_ruled(self.ruled)

    def _choose(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit({self.spec.name: self._value})

    def _on_slider(self, position: int) -> None:
        spec = self.spec
        self._choose(min(spec.maximum, round(spec.minimum + position * spec.step, 6)))

    def _on_typed(self, text: str) -> None:
        value = read_value(self.spec, text)
        if value is not None:
            self._choose(value)

    def _words(self) -> str:
        return value_words(self.spec, self._value)

    def _position(self, value: float) -> int:
        return round((value - self.spec.minimum) / self.spec.step)

    def _tip(self) -> str:
        how = self.tr("Double click: back to “{0}”. The value can be typed; the menu (right click) learns a MIDI knob.")
        return f"{tip(self.spec)}\n{how.format(value_words(self.spec, self.spec.default))}"
