"""The bar at the top, over a real session."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionFrame
from pytestqt.qtbot import QtBot

from musegen_app.engine.messages import AudioState
from musegen_app.score import edits
from musegen_app.score.keys import Key, Mode
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.ui.conftest import settle

pytestmark = pytest.mark.qt


def write_into(qtbot: QtBot, shell: Shell, field: str, text: str) -> None:
    edit = getattr(shell.bar, field)
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_it_shows_name_tempo_metre_and_key(shell: Shell) -> None:
    bar = shell.bar
    assert (bar.title.text(), bar.tempo.text(), bar.meter.text(), bar.key.text()) == (
        "River Song",
        "112 bpm",
        "4/4",
        "D major",
    )
    assert bar.dot.isHidden()


def test_fields_change_the_document_in_one_step_each(qtbot: QtBot, shell: Shell) -> None:
    document = shell.session.document
    write_into(qtbot, shell, "title", "Lake Song")
    write_into(qtbot, shell, "tempo", "96")
    write_into(qtbot, shell, "meter", "6/8")
    write_into(qtbot, shell, "key", "em")
    assert document.title == "Lake Song"
    assert round(document.score.tempo.at(0).bpm) == 96
    assert (document.score.meter.at(0).numerator, document.score.meter.at(0).denominator) == (6, 8)
    assert document.score.keys[0].key == Key(4, Mode.MINOR)
    assert len(document.history) == 4
    assert not shell.bar.dot.isHidden()
    assert shell.bar.tempo.text() == "96 bpm"


def test_nonsense_is_refused_with_a_sentence_and_changes_nothing(qtbot: QtBot, shell: Shell) -> None:
    write_into(qtbot, shell, "tempo", "fast")
    assert shell.bar.tempo.text() == "112 bpm"
    assert shell.session.document.history == ()
    assert "10 to 400" in shell.line.sentence.text()


def test_enter_and_escape_belong_to_the_field_while_it_is_edited(qtbot: QtBot, shell: Shell) -> None:
    shell.actions["generate"].trigger()
    settle(shell.session)
    take = shell.session.compose.current
    write_into(qtbot, shell, "title", "Lake Song")
    qtbot.mouseClick(shell.bar.title, Qt.MouseButton.LeftButton)
    qtbot.keyClick(shell.bar.title, Qt.Key.Key_Escape)
    assert shell.session.compose.current is take
    assert take is not None


def test_position_follows_the_engine(shell: Shell, engine: FakeEngine) -> None:
    engine.move_to(3840 * 2 + 960 + 240, playing=False)
    settle(shell.session)
    assert shell.bar.display.position.text() == "3 . 2 . 240"
    assert shell.bar.display.time.text() == "0:04.9"


def test_a_position_far_on_is_not_cut_off(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    shell.window.resize(1100, 700)
    engine.move_to(3840 * 123 + 3 * 960 + 888, playing=False)
    settle(shell.session)
    position = shell.bar.display.position
    assert position.text() == "124 . 4 . 888"
    qtbot.waitUntil(lambda: position.width() >= position.sizeHint().width())


def test_health_in_words_and_shape(shell: Shell, engine: FakeEngine) -> None:
    shell.window.resize(1800, 800)
    QApplication.processEvents()
    assert shell.bar.health.text() == "48 kHz · 5.3 ms · 0 dropouts"
    assert shell.bar.mark.text() == "●"
    engine.reports.append(AudioState("", "", 48_000, 0, 0.0, "", "", "No audio device was found."))
    settle(shell.session)
    assert shell.bar.health.text() == "no sound"
    assert shell.bar.mark.text() == "▲"
    assert shell.bar.health.toolTip() == "No audio device was found."


@pytest.mark.parametrize(("name", "text"), [("tempo", "103.45 bpm"), ("meter", "12/8"), ("key", "F# mixolydian")])
def test_long_values_have_room(shell: Shell, name: str, text: str) -> None:
    field = getattr(shell.bar, name)
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    inside = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width()
    assert field.fontMetrics().horizontalAdvance(text) + 4 <= inside


def test_the_song_name_is_not_cut_while_there_is_room(shell: Shell) -> None:
    shell.session.document.edit("Rename", edits.set_title(shell.session.document.score, "Twelve Wild Geese"))
    title = shell.bar.title
    option = QStyleOptionFrame()
    title.initStyleOption(option)
    inside = title.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, title).width()
    assert title.fontMetrics().horizontalAdvance(title.text()) + 4 <= inside
