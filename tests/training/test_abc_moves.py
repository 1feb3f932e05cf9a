"""Texts for the character net: transposed and recounted tunes sound as they should; the n-gram is a probability."""

from __future__ import annotations

import pytest

from musegen_app.codecs.abc_text import as_tune
from musegen_app.formats.abc_read import read_abc
from musegen_app.training.abc_moves import in_eighths, key_of, transposed
from musegen_app.training.witten_bell import WittenBell

TUNE = 'M:4/4\nL:1/4\nK:D\nP:A\nA|"D"d^c/2=c/2 "A7/c+"B3/2_B/2|[DA]2 (3d/2e/2f/2 z|\nK:A\n"E"e^d ef|"A"a4||\n'


def heard(text: str) -> list[tuple[int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch) for n in read_abc(as_tune(text)).tracks[0].notes]


@pytest.mark.parametrize(("key", "semitones"), [("G", 5), ("C", -2), ("A", -5), ("Bb", -4), ("F", 3), ("E", 2)])
def test_a_tune_in_another_key_is_the_same_tune(key: str, semitones: int) -> None:
    moved = transposed(TUNE, key)
    assert moved is not None
    assert key_of(moved) == key
    assert heard(moved) == [(start, length, pitch + semitones) for start, length, pitch in heard(TUNE)]


def test_chord_symbols_move_along() -> None:
    moved = transposed(TUNE, "G")
    assert moved is not None
    assert '"G"g^f/2=f/2 "D7/f+"e3/2_e/2' in moved
    assert "K:D\n" in moved


def test_other_modes_and_odd_keys_are_left_alone() -> None:
    assert transposed(TUNE, "Dm") is None
    assert transposed(TUNE.replace("K:D", "K:Dmix"), "G") is None


def test_quarters_counted_in_eighths_sound_the_same() -> None:
    moved = in_eighths(TUNE)
    assert "L:1/8\n" in moved
    assert "B3_B" in moved
    assert heard(moved) == heard(TUNE)
    assert in_eighths(moved) == moved


def test_witten_bell_is_a_probability_and_learns() -> None:
    texts = [[0, 1, 2, 0, 1, 2, 0, 1], [1, 2, 0, 1]]
    model = WittenBell(3, 4, start=4)
    model.learn(texts)
    for context in ([4, 4], [0, 1], [3, 3], [2, 0]):
        assert sum(model.probability(context, s) for s in range(4)) == pytest.approx(1.0)
    assert model.probability([0, 1], 2) > 0.5
    total, count = model.nats(texts)
    assert count == 12
    assert 0 < total / count < 1.0
    # By hand: seen 3 times behind (0, 1), two of it followed by 2; one kind of symbol behind it.
    shorter = model.probability([1], 2)
    assert model.probability([0, 1], 2) == pytest.approx((2 + 1 * shorter) / (2 + 1))
