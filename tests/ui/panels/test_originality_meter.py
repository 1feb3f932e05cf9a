"""The originality meter: names the nearest training piece of the take, and points at the shared notes in the roll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.take import Take
from musegen_app.ui.panels.originality_meter import OriginalityMeter, fullness
from musegen_app.ui.piano_roll.painters.shared import shared_notes
from musegen_app.ui.theme import DARK
from tests.sampling.takes import SONG, line, take

pytestmark = pytest.mark.qt
LARK = Nearest("The Lark", 9, tuple(range(3, 12)), 1_440, 5_760)


@pytest.fixture
def meter(qapp: QApplication) -> Iterator[OriginalityMeter]:
    made = OriginalityMeter(DARK)
    made.resize(260, 28)
    yield made
    made.deleteLater()


def judged(nearest: Nearest | None) -> Take:
    return replace(take(line(SONG * 2)), nearest=nearest)


def test_it_names_take_piece_and_length_and_is_not_there_without_an_index(meter: OriginalityMeter) -> None:
    meter.show_take(judged(LARK), 2)
    assert not meter.isHidden()
    assert meter.words == "Nearest: 9 notes of “The Lark”"
    assert meter.accessibleName() == f"Take 2: {meter.words}"
    meter.show_take(judged(replace(LARK, length=4, in_bars=True)), 2)
    assert "4 bars" in meter.words
    meter.show_take(judged(Nearest("", 0, (), 0, 0)), 3)
    assert meter.words == "In no training piece"
    assert not meter.isEnabled()
    meter.show_take(judged(None), 3)
    assert meter.isHidden()
    meter.show_take(None, 0)
    assert meter.isHidden()


def test_the_bar_grows_with_what_is_shared() -> None:
    shares = [fullness(replace(LARK, length=n)) for n in (0, 9, 12, 18, 24, 60)]
    assert shares == sorted(shares)
    assert (shares[0], shares[2], shares[-1]) == (0.0, 0.5, 1.0)
    assert fullness(replace(LARK, length=2, in_bars=True)) == 0.5


def test_pointing_shows_the_shared_notes_and_a_click_keeps_them_and_goes_there(meter: OriginalityMeter) -> None:
    meter.show_take(judged(LARK), 1)
    told: list[bool] = []
    went: list[tuple[int, int]] = []
    meter.pointed.connect(told.append)
    meter.reveal_wanted.connect(lambda first, last: went.append((first, last)))
    at = QPointF(5, 5)
    QApplication.sendEvent(meter, QEnterEvent(at, at, at))
    QApplication.sendEvent(meter, QEvent(QEvent.Type.Leave))
    assert told == [True, False]
    QTest.keyClick(meter, Qt.Key.Key_Space)
    QApplication.sendEvent(meter, QEvent(QEvent.Type.Leave))
    assert told[2:] == [True, True]
    assert went == [(1_440, 5_760)]
    meter.show_take(judged(replace(LARK, title="Another")), 1)
    assert told[-1] is False  # other notes: whoever clicked meant these


def test_it_is_painted_full_and_empty(meter: OriginalityMeter) -> None:
    def ink(nearest: Nearest) -> set[str]:
        meter.show_take(judged(nearest), 1)
        image = meter.grab().toImage()
        y = image.height() - 5
        return {image.pixelColor(x, y).name() for x in range(6, image.width() - 6)}

    assert DARK.ok in ink(LARK)
    assert DARK.warm in ink(replace(LARK, length=20))
    assert DARK.bad in ink(replace(LARK, length=30))
    assert ink(Nearest("", 0, (), 0, 0)) == {DARK.line}


def test_places_of_notes_become_notes() -> None:
    one = judged(LARK)
    assert shared_notes(one) == list(one.notes[3:12])
    assert shared_notes(judged(None)) == []
