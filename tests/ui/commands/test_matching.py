"""What a few letters find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.ui.commands.matching import fit, fit_all


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("loop", "Loop", "Loop the selection"),
        ("sel", "Select all", "Loop the selection"),
        ("play", "Play or stop", "Keyboard display"),
        ("stop", "Stop", "Play or stop"),
        ("gui", "Guitar", "Big unit"),
    ],
)
def test_what_was_meant_comes_first(typed: str, better: str, worse: str) -> None:
    first, second = fit_all(typed, better), fit_all(typed, worse)
    assert first is not None
    assert second is None or first.score > second.score


def test_accents_case_and_american_spelling_do_not_matter() -> None:
    assert fit("quantize", "Quantise to the grid") is not None
    assert fit("ECLAIR", "Éclair") is not None


def test_initials_and_scattered_letters() -> None:
    found = fit("lts", "Loop the selection")
    assert found is not None
    assert found.places == (0, 5, 9)
    assert fit("qntz", "Quantise") is not None
    assert fit("xyz", "Quantise") is None


def test_words_may_stand_in_the_menu() -> None:
    found = fit_all("view dark", "Dark", "View")
    assert found is not None
    assert found.places == (0, 1, 2, 3)
    assert fit_all("view dark", "Dark", "Play") is None


@given(st.text(max_size=12), st.text(max_size=40))
def test_places_are_letters_of_the_text(typed: str, text: str) -> None:
    found = fit_all(typed, text)
    if found is not None:
        assert all(0 <= place < len(text) for place in found.places)
        assert list(found.places) == sorted(set(found.places))
