"""The icons: every one can be drawn, in the colour asked for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from musegen_app.ui import icons
from musegen_app.ui.style import stylesheet
from musegen_app.ui.theme import DARK, THEMES

pytestmark = pytest.mark.qt


def test_every_icon_draws_something_in_its_tint(qtbot: QtBot) -> None:
    assert len(icons.names()) > 40
    for name in icons.names():
        image = icons.pixmap(name, DARK.bad, 24, 1).toImage()
        strong = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 200]
        assert len(strong) >= 5, name
        assert all(abs(c.red() - 0xE5) < 12 for c in strong), name


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_sharp_at_every_scale(ratio: float, qtbot: QtBot) -> None:
    """As many pixels as the screen has, and drawn for them: a picture that was scaled up has no full pixel beside an
    empty one."""
    for name in icons.names():
        made = icons.pixmap(name, DARK.text, 18, ratio)
        assert made.width() == round(18 * ratio)
        assert made.deviceIndependentSize().width() == pytest.approx(18, abs=0.5)
    image = icons.pixmap("stop", DARK.text, 18, ratio).toImage()
    middle = image.height() // 2
    row = [image.pixelColor(x, middle).alpha() for x in range(image.width())]
    assert max(row) == 255
    assert max(abs(a - b) for a, b in pairwise(row)) > 120


def test_buttons_show_the_icon_in_the_pixels_of_the_screen(qtbot: QtBot) -> None:
    assert icons.icon("play", DARK).actualSize(icons.icon("play", DARK).availableSizes()[0]).isValid()


def test_an_unknown_icon_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", DARK.text)


@pytest.mark.parametrize("name", list(THEMES))
def test_the_style_sheet_has_no_hole_left(name: str, qtbot: QtBot) -> None:
    made = stylesheet(THEMES[name])
    assert "$" not in made
    assert THEMES[name].ground in made
