"""The small fields: numbers, channels, choices, lights, words that fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from musegen_app.ui.parts.channel_field import ALL, ChannelField
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.choice_menu import ChoiceMenu
from musegen_app.ui.parts.elided_button import ElidedButton
from musegen_app.ui.parts.fitting_button import FittingButton
from musegen_app.ui.parts.number_field import NumberField

pytestmark = pytest.mark.qt


def test_a_number_is_typed_stepped_and_held_within(qtbot: QtBot) -> None:
    field = NumberField("Offset", "How late", -50, 50, decimals=1, unit=" ms")
    qtbot.addWidget(field)
    told: list[float] = []
    field.changed.connect(told.append)
    for text in ("12,34 ms", "−7", "a while", "999"):
        field.committed.emit(text)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.mouseDClick(field, Qt.MouseButton.LeftButton)
    assert told == [12.3, -7.0, 50.0, 49.0, 0.0]
    assert field.text() == "0 ms"


def test_channels_are_all_one_or_some(qtbot: QtBot) -> None:
    field = ChannelField("Channels")
    qtbot.addWidget(field)
    told: list[int] = []
    field.changed.connect(told.append)
    for channel in (9, 0, 1, 2, 9, 0, 1, 2):
        field.toggle_channel(channel)
    assert told == [0x200, 0x201, 0x203, 0x207, 0x007, 0x006, 0x004, ALL]
    field.show_mask(0x207)
    assert field.text() == "4 channels"
    field.show_mask(0)
    assert field.text() == "none"


def test_filling_a_choice_anew_keeps_it_and_tells_nobody(qtbot: QtBot) -> None:
    box = ChoiceBox("Device")
    qtbot.addWidget(box)
    told: list[object] = []
    box.picked.connect(told.append)
    box.show_choices([("Speaker", "s"), ("Phones", "p")], "p")
    box.show_choices([("Default", ""), ("Speaker", "s"), ("Phones", "p")], "p")
    assert (box.value, box.currentIndex(), told) == ("p", 2, [])
    box.show_choices([("Default", "")], "p")
    assert box.value is None


def test_a_menu_of_choices_ticks_one(qtbot: QtBot) -> None:
    menu = ChoiceMenu("Count-in", [("None", 0), ("1 bar", 1)])
    qtbot.addWidget(menu)
    told: list[object] = []
    menu.picked.connect(told.append)
    menu.show_choice(1)
    assert (menu.words, told) == ("1 bar", [])
    menu.actions()[0].trigger()
    assert told == [0]
    menu.show_choice(7)
    assert menu.words == ""
    menu.set_choices([("2 bars", 2), ("7 bars", 7)])
    assert menu.words == "7 bars"


def test_words_fit_the_room_there_is(qtbot: QtBot) -> None:
    button = FittingButton()
    qtbot.addWidget(button)
    button.show_words(("48 kHz · 5.3 ms · 0 dropouts", "48 kHz · 5.3 ms", "5.3 ms"))
    button.show()
    button.resize(button.sizeHint())
    assert button.text() == "48 kHz · 5.3 ms · 0 dropouts"
    button.resize(button.width() - 5, button.height())
    assert button.text() == "48 kHz · 5.3 ms"
    button.resize(button.minimumSizeHint())
    assert button.text() == "5.3 ms"


def test_long_words_on_a_button_end_in_dots(qtbot: QtBot) -> None:
    button, same = ElidedButton(), ElidedButton()
    for each, words in ((button, "Acoustic bass + Digital piano"), (same, "Acoustic bass + Digital pipe organ")):
        qtbot.addWidget(each)
        each.setText(words)
        each.resize(70, 26)
    assert button.grab().toImage() == same.grab().toImage()  # both are cut at the same place
    assert button.text() == "Acoustic bass + Digital piano"
    assert button.minimumSizeHint().width() < 70
