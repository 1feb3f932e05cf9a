"""Values of controls in words, and read back."""

from __future__ import annotations

import pytest

from musegen_app.sampling.steering.catalog import CONTROLS, control
from musegen_app.score.pitch_text import pitch_named
from musegen_app.ui.steering_words import range_words, read_range, read_value, value_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("pitch_temperature", 1.1, "1.10"),
        ("leaps", 0.0, "any"),
        ("leaps", -0.4, "steps 40 %"),
        ("leaps", 1.0, "leaps 100 %"),
        ("originality", 0.7, "70 %"),
        ("pitch_low", 62.0, "D4"),
        ("pitch_low", 0.0, "any"),
        ("pitch_high", 127.0, "any"),
    ],
)
def test_a_value_is_said_in_words(name: str, value: float, words: str) -> None:
    assert value_words(control(name).spec, value) == words


@pytest.mark.parametrize("spec", [c.spec for c in CONTROLS], ids=lambda spec: spec.name)
def test_what_is_said_can_be_typed(spec: object) -> None:
    from musegen_app.sampling.steering.control import ControlSpec

    assert isinstance(spec, ControlSpec)
    for step in range(11):
        value = spec.minimum + (spec.maximum - spec.minimum) * step / 10
        value = float(round(value)) if spec.unit else round(value, 2)
        assert read_value(spec, value_words(spec, value)) == pytest.approx(value)
    assert spec.label
    assert spec.tooltip.endswith((".", ")"))


def test_typed_values_stay_in_their_range_and_nonsense_is_none() -> None:
    leaps, low = control("leaps").spec, control("pitch_low").spec
    assert read_value(leaps, "250 %") == 1.0
    assert read_value(leaps, "−30") == -0.3
    assert read_value(leaps, "steps") == -1.0
    assert read_value(leaps, "xyz") is None
    assert read_value(leaps, "") is None
    assert read_value(low, "any") == 0.0
    assert read_value(low, "H3") == 59.0


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(62, 83, "D4 – B5"), (0, 127, "any"), (62, 127, "from D4"), (0, 83, "up to B5"), (61, 61, "C#4 – C#4")],
)
def test_a_range_is_said_and_read_back(low: float, high: float, words: str) -> None:
    assert range_words(low, high) == words
    assert read_range(words) == (low, high)


def test_ranges_as_people_type_them() -> None:
    assert read_range("b5-d4") == (62.0, 83.0)
    assert read_range("60 72") == (60.0, 72.0)
    assert read_range("Eb4") == (63.0, 127.0)
    assert read_range("high") is None


def test_names_of_pitches() -> None:
    assert [pitch_named(t) for t in ("C4", "c#4", "Bb3", "A♭3", "H3", "C-1", "G9", "60")] == [
        *(60, 61, 58, 56, 59, 0, 127, 60)
    ]
    assert [pitch_named(t) for t in ("G#9", "C", "", "X4", "200", "²")] == [None] * 6
