"""The icons: every one can be drawn, in the colour asked for."""

from __future__ import annotations

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


def test_icons_are_sharp_on_a_fine_screen(qtbot: QtBot) -> None:
    assert icons.pixmap("play", DARK.text, 18, 2).width() == 36
    assert icons.icon("play", DARK).actualSize(icons.icon("play", DARK).availableSizes()[0]).isValid()


def test_an_unknown_icon_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", DARK.text)


@pytest.mark.parametrize("name", list(THEMES))
def test_the_style_sheet_has_no_hole_left(name: str, qtbot: QtBot) -> None:
    made = stylesheet(THEMES[name])
    assert "$" not in made
    assert THEMES[name].ground in made
