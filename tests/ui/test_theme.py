"""Colours live in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musegen_app import ui
from musegen_app.ui.theme import THEMES, Theme, mixed
from musegen_app.ui.theme import colour as colour_of

LITERAL = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|rgba?\(|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)")


def test_no_colour_is_written_down_elsewhere() -> None:
    folder = Path(ui.__file__).parent
    found = [
        f"{path.relative_to(folder)}:{number}"
        for path in sorted(folder.rglob("*.py"))
        if path.name != "theme.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LITERAL.search(line)
    ]
    assert found == []


def test_every_token_is_a_colour() -> None:
    for theme in THEMES.values():
        for name in Theme.__dataclass_fields__:
            value = getattr(theme, name)
            for colour in (value,) if isinstance(value, str) else value:
                assert name == "name" or re.fullmatch(r"#[0-9a-f]{6}", colour), name


def test_no_track_is_violet() -> None:
    """Violet says: generated."""
    for theme in THEMES.values():
        violet = colour_of(theme.generated).hue()
        assert all(abs(colour_of(track).hue() - violet) > 20 for track in theme.tracks)


def test_mixed_goes_from_the_first_to_the_second() -> None:
    assert mixed("#000000", "#ffffff", 0.0).name() == "#000000"
    assert mixed("#000000", "#ffffff", 1.0).name() == "#ffffff"
    assert mixed("#000000", "#ffffff", 0.5).red() in (127, 128)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_track_has_the_colour_chosen_for_it_or_that_of_its_place(theme: Theme) -> None:
    count = len(theme.tracks)
    assert [theme.track_colour(-1, place) for place in range(count + 1)] == [*theme.tracks, theme.tracks[0]]
    assert theme.track_colour(3, 0) == theme.tracks[3]
    assert theme.track_colour(count + 1, 5) == theme.tracks[1]
