"""The contract of every control, over the catalog, on a three-symbol toy; one musical test for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import (
    CONTROLS,
    clamped,
    control,
    in_words,
    neutral_steering,
    relaxed,
    with_values,
)
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.steering.control import Control, ControlSpec, normalised
from musegen_app.sampling.steering.moment import Choices, Moment, Sounded
from musegen_app.score.steering_lane import SteeringLane
from tests.sampling.moments import moment

TOY = normalised(np.log(np.array([0.7, 0.2, 0.1])))
TOY_CHOICES = Choices(pitch=np.array([60.0, 61.0, np.nan]), wait=np.array([0.5, 1.0, 4.0]))
every_control = pytest.mark.parametrize("c", CONTROLS, ids=lambda c: c.spec.name)
log_rows = st.lists(st.floats(-40, 0) | st.just(-np.inf), min_size=1, max_size=12).filter(
    lambda row: any(np.isfinite(row))
)


def test_the_catalog_and_the_message_name_the_same_controls() -> None:
    known = [(f.name, f.default) for f in fields(Steering) if f.name != "lanes"]
    assert [(c.spec.name, c.spec.default) for c in CONTROLS] == known  # in one order, too


@every_control
def test_a_spec_can_be_shown(c: Control) -> None:
    spec = c.spec
    assert spec.label
    assert spec.tooltip.endswith((".", ")"))
    assert spec.minimum <= spec.neutral <= spec.maximum
    assert spec.minimum <= spec.default <= spec.maximum
    assert spec.fields <= {"kind", "duration", "pitch"}
    assert "_" not in spec.label
    assert spec.word == spec.word.lower().strip()
    assert "," not in spec.word


def test_settings_in_words_name_what_differs_from_a_new_song() -> None:
    assert in_words(Steering()) == ""
    assert in_words(Steering(pitch_temperature=1.1)) == "pitch 1.1"
    assert in_words(Steering(density=-0.5, pitch_low=62.0)) == "density -0.5, lowest D4"
    assert in_words(Steering(lanes=(SteeringLane("leaps", ((0, 0.5),)), SteeringLane("density")))) == "leaps drawn"
    assert in_words(Steering(1.10000004, 0.8, 1.0)) == "pitch 1.1, rhythm 0.8, top-p 1"


@every_control
def test_neutral_changes_nothing(c: Control) -> None:
    for now in (None, moment(TOY_CHOICES)):
        np.testing.assert_allclose(c.bend(TOY, c.spec.neutral, now), TOY, atol=1e-12)


@every_control
def test_a_control_at_neutral_is_as_if_it_were_not_there(c: Control) -> None:
    """Bit-identical: the same array comes back."""
    assert steer("pitch", TOY, neutral_steering(), lambda: moment(TOY_CHOICES), (c,)).log_probs is TOY


@every_control
def test_it_says_nothing_of_choices_that_mean_nothing_to_it(c: Control) -> None:
    if not c.spec.fields:
        for value in (c.spec.minimum, c.spec.maximum):
            assert c.bend(TOY, value, moment(Choices())) is TOY


MEANINGS = [f.name for f in fields(Choices) if f.init]


@every_control
@pytest.mark.parametrize("meaning", MEANINGS)
def test_it_bends_only_what_it_says_it_needs(c: Control, meaning: str) -> None:
    """So it need not be asked where nothing of that is offered."""
    if c.spec.fields or meaning in c.needs:
        return
    told = Choices(**{meaning: np.array([0.5, 1.0, 70.0])})
    line = [Sounded(float(i), 1.0, 60 + 7 * (i % 2)) for i in range(8)]
    now = moment(told, line=line, others=[(60, 62)], chord=frozenset({0}), section_left=1.0, ends=True)
    for value in (c.spec.minimum, c.spec.maximum):
        assert c.bend(TOY, value, now) is TOY


@every_control
def test_it_is_not_asked_where_nothing_is_offered_that_it_needs(c: Control) -> None:
    if not c.spec.fields:
        far = with_values(neutral_steering(), {c.spec.name: c.spec.minimum or c.spec.maximum})
        offers = frozenset(MEANINGS) - c.needs
        assert steer("pitch", TOY, far, lambda: pytest.fail("asked"), (c,), offers).log_probs is TOY


@every_control
@settings(max_examples=25)
@given(row=log_rows, share=st.floats(0, 1))
def test_never_all_masked_and_masks_stay(c: Control, row: list[float], share: float) -> None:
    log_probs = normalised(np.array(row))
    value = c.spec.minimum + share * (c.spec.maximum - c.spec.minimum)
    steered = steer("pitch", log_probs, with_values(neutral_steering(), {c.spec.name: value}), _said(len(row)), (c,))
    assert np.isfinite(steered.log_probs).any()
    assert not np.isfinite(steered.log_probs[~np.isfinite(log_probs)]).any()


def _said(size: int) -> Callable[[], Moment]:
    """A moment in which `size` pitches a third apart are to be chosen from."""
    return lambda: moment(Choices(pitch=60.0 + 3 * np.arange(size)), line=[Sounded(0.0, 1.0, 64)])


def test_priorities_differ() -> None:
    assert len({c.spec.priority for c in CONTROLS}) == len(CONTROLS)


def test_a_control_touches_only_its_fields() -> None:
    cold = replace(neutral_steering(), pitch_temperature=0.2)
    np.testing.assert_array_equal(steer("duration", TOY, cold).log_probs, TOY)
    assert steer("pitch", TOY, cold).log_probs[0] > TOY[0]


def test_a_low_pitch_temperature_prefers_the_expected_note() -> None:
    cool, hot = (np.exp(control("pitch_temperature").bend(TOY, t, None)) for t in (0.5, 2.0))
    assert cool[0] > 0.7 > hot[0]
    np.testing.assert_allclose(cool, np.array([0.49, 0.04, 0.01]) / 0.54)


def test_a_low_rhythm_temperature_makes_the_rhythm_steadier() -> None:
    bent = np.exp(steer("duration", TOY, replace(neutral_steering(), rhythm_temperature=0.25)).log_probs)
    assert bent[0] > 0.99


@pytest.mark.parametrize(("share", "left"), [(0.05, 1), (0.7, 1), (0.71, 2), (0.95, 3), (1.0, 3)])
def test_top_p_keeps_the_likeliest_share(share: float, left: int) -> None:
    assert np.isfinite(control("top_p").bend(TOY, share, None)).sum() == left


def test_clamped_keeps_wishes_inside_the_ranges() -> None:
    wild = Steering(pitch_temperature=99.0, rhythm_temperature=-1.0, top_p=float("nan"))
    assert clamped(wild) == Steering(pitch_temperature=2.0, rhythm_temperature=0.2, top_p=1.0)


def test_clamped_keeps_drawn_wishes_inside_too() -> None:
    """A song may have been made by hand or by another version: a scale lock of 2 would be no number."""
    wild = SteeringLane("scale_lock", ((0, 2.0), (960, -1.0), (1920, 0.5)))
    steering = clamped(Steering(lanes=(wild, SteeringLane("sweetness", ((0, 1.0),)))))
    assert steering.lanes == (SteeringLane("scale_lock", ((0, 1.0), (960, 0.0), (1920, 0.5))),)
    assert steering.at(0).scale_lock == 1.0


def _mask_all(name: str, priority: int) -> Control:
    spec = ControlSpec(name, name, f"Label {name}", "Masks all.", 0, 2, 0.1, 0.5, 0.5, priority, frozenset({"pitch"}))
    return Control(spec, lambda log_probs, _, __: np.full_like(log_probs, -np.inf))


def test_controls_give_way_in_order_of_priority_and_say_so() -> None:
    tempered = control("pitch_temperature")
    controls = (_mask_all("top_p", 10), tempered, _mask_all("rhythm_temperature", 5))
    steered = steer("pitch", TOY, Steering(pitch_temperature=0.5), controls=controls)
    assert steered.gave_way == ("Label rhythm_temperature", "Label top_p")
    np.testing.assert_allclose(steered.log_probs, tempered.bend(TOY, 0.5, None))


def test_a_net_that_allows_nothing_leaves_everything_equal() -> None:
    steered = steer("pitch", np.full(4, -np.inf), Steering())
    np.testing.assert_allclose(np.exp(steered.log_probs), 0.25)


def test_only_what_forbids_gives_way() -> None:
    lowest = replace(neutral_steering(), pitch_low=100.0, height=1.0, leaps=1.0, top_p=0.9)
    steered = steer("pitch", np.zeros(3), lowest, _said(3))
    assert steered.gave_way == (control("pitch_low").spec.label,)


def test_a_lane_counts_at_its_tick() -> None:
    drawn = replace(neutral_steering(), lanes=(SteeringLane("scale_lock", ((0, 0.0), (960, 1.0))),))
    choices = Choices(pitch=np.array([62.0, 63.0, 64.0]))
    at = {tick: steer("pitch", np.zeros(3), drawn, partial(moment, choices, tick=tick)) for tick in (0, 960)}
    assert np.isfinite(at[0].log_probs).all()
    assert not np.isfinite(at[960].log_probs[1])


def test_every_attribute_of_steering_has_its_control_in_that_order() -> None:
    assert [c.spec.name for c in CONTROLS] == [f.name for f in fields(Steering) if f.name != "lanes"]


def test_relaxed_wishes_go_to_rest_but_what_is_strict_stays() -> None:
    wild = Steering(density=1.0, loose_low=60.0, scale_lock=1.0, pitch_high=70.0, pitch_temperature=1.5)
    half, all_the_way = relaxed(wild, 0.5), relaxed(wild, 1.0)
    assert (half.density, half.loose_low) == (0.5, 30.0)
    assert all_the_way == Steering(scale_lock=1.0, pitch_high=70.0, pitch_temperature=1.5)
    assert relaxed(wild, 0.0) == wild


def test_what_would_give_way_in_vain_does_not() -> None:
    """Top-p forbids, too, and is weaker than the limits that leave nothing between them."""
    nonsense = replace(neutral_steering(), pitch_low=70.0, pitch_high=61.0, top_p=0.5)
    steered = steer("pitch", np.zeros(3), nonsense, _said(3))
    assert steered.gave_way == (control("pitch_low").spec.label,)
    assert np.isfinite(steered.log_probs).tolist() == [True, False, False]
