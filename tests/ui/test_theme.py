"""Colours live in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musegen_app import ui
from musegen_app.ui.shell_style import shell_style
from musegen_app.ui.style import stylesheet
from musegen_app.ui.theme import TEXT_ON, THEMES, Theme, contrast, mixed
from musegen_app.ui.theme import colour as colour_of

LEGIBLE = 4.5  # WCAG AA for text
LITERAL = re.compile(
    r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|(?<!\.)rgba?\(|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)"
)


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


@pytest.mark.parametrize("name", list(THEMES))
def test_text_is_legible_on_what_it_stands_on(name: str) -> None:
    theme = THEMES[name]
    pairs = [(ink, ground) for ink, grounds in TEXT_ON for ground in grounds]
    poor = [
        (ink, ground, round(contrast(getattr(theme, ink), getattr(theme, ground)), 2))
        for ink, ground in pairs
        if contrast(getattr(theme, ink), getattr(theme, ground)) < LEGIBLE
    ]
    assert poor == []


@pytest.mark.parametrize("name", list(THEMES))
def test_rules_of_the_style_sheets_are_legible(name: str) -> None:
    """Wherever one rule says both; what cannot be used now may be faint."""
    theme = THEMES[name]
    both = re.findall(r"([^{}]+)\{([^}]*)\}", stylesheet(theme) + shell_style(theme))
    poor = []
    for selector, body in both:
        ink = re.search(r"(?<![\w-])color: (#\w{6})", body)
        ground = re.search(r"(?<!selection-)background(?:-color)?: (#\w{6})", body)
        if ink and ground and ":disabled" not in selector and contrast(ink[1], ground[1]) < LEGIBLE:
            poor.append((selector.strip(), ink[1], ground[1]))
    assert poor == []


def test_faint_is_not_the_ink_of_painted_words() -> None:
    folder = Path(ui.__file__).parent
    faint = re.compile(r"setPen\(colour\([\w.]*theme\.faint\)\)\n(?:.*\n){0,1}.*drawText")
    assert [p.name for p in sorted(folder.rglob("*.py")) if faint.search(p.read_text(encoding="utf-8"))] == []


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
