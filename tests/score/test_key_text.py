"""Keys as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.score.key_text import parse_key
from musegen_app.score.keys import Key, Mode


@given(tonic=st.integers(0, 11), mode=st.sampled_from(list(Mode)))
def test_every_key_reads_back(tonic: int, mode: Mode) -> None:
    assert parse_key(Key(tonic, mode).name) == Key(tonic, mode)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Em", Key(4, Mode.MINOR)),
        ("d", Key(2)),
        ("Bb", Key(10)),
        ("F# dor", Key(6, Mode.DORIAN)),
        ("A♭ min", Key(8, Mode.MINOR)),
        ("GM", Key(7)),
    ],
)
def test_keys_as_people_write_them(text: str, key: Key) -> None:
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["", "H", "D blues", "major"])
def test_a_key_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="D major"):
        parse_key(text)
