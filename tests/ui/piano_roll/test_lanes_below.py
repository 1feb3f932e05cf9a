"""Which lanes are open below the notes: chosen, added, closed, pulled higher, remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from musegen_app.engine.messages import LoadPlaylist, PatchPlaylist
from musegen_app.engine.playlist import CONTROL
from musegen_app.score import edits
from musegen_app.score.control_names import CONTROLLERS, LAST_CONTROLLER
from musegen_app.score.model import ControlKind
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.piano_roll import control_clipboard, lane_kinds, value_words
from musegen_app.ui.piano_roll.below import MOST
from musegen_app.ui.piano_roll.lane_divider import LaneDivider
from musegen_app.ui.piano_roll.lane_head import LaneHead
from musegen_app.ui.piano_roll.lane_kinds import OpenLane
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine
from tests.fakes.roll_desk import Desk, Hand, Q

pytestmark = pytest.mark.qt
LEFT = Qt.MouseButton.LeftButton


def keys_of(desk: Desk) -> list[str]:
    return [lane.key for lane in desk.roll.below.open_lanes]


def head_of(desk: Desk, key: str) -> LaneHead:
    heads = [strip.head for strip in desk.roll.below.strips]
    return next(h for h in heads if isinstance(h, LaneHead) and h.key == key)


def divider_of(desk: Desk, key: str) -> LaneDivider:
    dividers = [d for d in desk.roll.findChildren(LaneDivider) if not d.isHidden()]
    return sorted(dividers, key=lambda d: d.y())[keys_of(desk).index(key)]


def menu_of(opened: QMenu | None = None) -> QMenu:
    menu = opened or QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, key: str) -> QAction:
    return next(a for a in menu.actions() if a.objectName() == key)


def test_the_menu_of_lanes_is_the_same_size_each_time(desk: Desk, qtbot: QtBot) -> None:
    sizes = []
    for _ in range(3):
        qtbot.mouseClick(head_of(desk, "velocity").add, LEFT)
        menu = menu_of()
        menu.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        sizes.append((len(desk.roll.findChildren(QMenu)), len(desk.roll.findChildren(QAction))))
    assert len(set(sizes)) == 1, "submenus of the times before are kept"


def test_a_lane_is_added_changed_and_closed_by_its_head(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(head_of(desk, "velocity").add, LEFT)
    menu = menu_of()
    entry(menu, "cc1").trigger()
    menu.close()
    assert keys_of(desk) == ["velocity", "cc1"]
    qtbot.mouseClick(head_of(desk, "cc1").name, LEFT)
    menu = menu_of()
    assert not entry(menu, "velocity").isEnabled(), "it is open already"
    assert entry(menu, "cc1").isChecked()
    entry(menu, "bend").trigger()
    menu.close()
    assert keys_of(desk) == ["velocity", "bend"]
    qtbot.mouseClick(head_of(desk, "velocity").close_button, LEFT)
    assert keys_of(desk) == ["bend"]
    assert not desk.roll.below.velocities.isVisible()
    assert len(desk.roll.lanes) == len({id(lane) for lane in desk.roll.lanes})


def test_the_menu_key_opens_the_choice_and_closes_the_lane(desk: Desk) -> None:
    desk.roll.below.open("cc1")
    lane = desk.roll.below.controllers[0]
    lane.setFocus()
    place = lane.rect().center()
    QApplication.sendEvent(lane, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, lane.mapToGlobal(place)))
    menu = menu_of()
    next(a for a in menu.actions() if a.text() == "Close this lane").trigger()
    menu.close()
    assert keys_of(desk) == ["velocity"]
    assert desk.roll.canvas.hasFocus()


def test_the_menu_marks_what_the_track_uses(desk: Desk, qtbot: QtBot) -> None:
    name = (ControlKind.CONTROL, 74)
    desk.score = edits.set_control_values(desk.score, desk.roll.active_track, name, {0: 3, Q: 5})
    desk.roll.set_score(desk.score)
    qtbot.mouseClick(head_of(desk, "velocity").add, LEFT)
    menu = menu_of()
    assert entry(menu, "cc74").text() == "Brightness 74\t2 points"
    assert entry(menu, "cc74").font().bold()
    assert entry(menu, "cc1").text() == "Modulation 1"
    assert not entry(menu, "cc1").font().bold()
    menu.close()


def test_any_controller_is_found_by_number_or_name(desk: Desk, qtbot: QtBot) -> None:
    for typed, key in (("74", "cc74"), ("soft", "cc67")):
        qtbot.mouseClick(head_of(desk, "velocity").add, LEFT)
        menu = menu_of()
        next(a for a in menu.actions() if a.text().startswith("By number")).trigger()
        menu.close()
        field = next(f for f in desk.roll.findChildren(QLineEdit) if f.isVisible())
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert key in keys_of(desk)
        assert not field.isVisible()


def test_no_more_than_eight_lanes(desk: Desk) -> None:
    said: list[str] = []
    desk.roll.statusHint.connect(said.append)
    for number in range(20, 20 + MOST):
        desk.roll.below.open(f"cc{number}")
    assert len(keys_of(desk)) == MOST
    assert said[-1].startswith("Close a lane first")


def test_the_line_above_a_lane_is_pulled(desk: Desk, qtbot: QtBot) -> None:
    lane = desk.roll.below.velocities
    before = lane.height()
    divider = divider_of(desk, "velocity")
    place = QPoint(200, 2)
    Hand(divider).drag(place, place - QPoint(0, 40))
    assert desk.roll.below.open_lanes == (OpenLane("velocity", before + 40),)
    qtbot.waitUntil(lambda: lane.height() == before + 40)
    QTest.keyClick(divider, Qt.Key.Key_Down)
    assert desk.roll.below.open_lanes[0].height == before + 28
    Hand(divider).double_click(place)
    assert desk.roll.below.open_lanes[0].height == lane_kinds.usual_height("velocity")


def test_the_open_lanes_are_remembered(desk: Desk) -> None:
    lanes = (OpenLane("cc64", 48), OpenLane("velocity", 120), OpenLane("bend", 90))
    assert lane_kinds.from_text(lane_kinds.as_text(lanes)) == lanes
    desk.roll.below.set_open(lanes)
    assert desk.roll.below.open_lanes == lanes


@pytest.mark.parametrize("text", ["nonsense", "cc128:4", "velocity", "cc1:x", "cc1:-4", ":", "cc²:3", "poly200:50"])
def test_a_damaged_memory_opens_nothing(text: str) -> None:
    assert lane_kinds.from_text(text) == ()


def test_a_memory_with_doubles_and_absurd_heights_is_mended() -> None:
    assert lane_kinds.from_text("cc1:99999999,cc1:50,cc2:0") == (
        OpenLane("cc1", lane_kinds.MOST_HEIGHT),
        OpenLane("cc2", lane_kinds.LEAST_HEIGHT),
    )


# -- the table of controllers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(LAST_CONTROLLER + 1))
def test_every_controller_has_a_lane_with_a_name(number: int) -> None:
    key = f"cc{number}"
    assert lane_kinds.name_of(key) == (ControlKind.CONTROL, number)
    assert lane_kinds.key_of((ControlKind.CONTROL, number)) == key
    assert str(number) in lane_kinds.title(key)
    assert lane_kinds.found(str(number)) == key
    assert 0 < len(lane_kinds.short(key)) <= 8
    if number in CONTROLLERS:
        assert lane_kinds.name_of(lane_kinds.found(CONTROLLERS[number])) is not None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("sus", "cc64"),
        ("64", "cc64"),
        ("cc 11", "cc11"),
        ("velocity", "velocity"),
        ("pitch", "bend"),
        ("bright", "cc74"),
        ("120", ""),
        ("", ""),
        ("what", ""),
    ],
)
def test_lanes_are_found_by_what_is_typed(typed: str, key: str) -> None:
    assert lane_kinds.found(typed) == key


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("cc64", 127, "down"),
        ("cc64", 0, "up"),
        ("cc64", 80, "down, 80"),
        ("cc10", 64, "centre"),
        ("cc10", 127, "63 right"),
        ("bend", -8192, "-2.00 semitones"),
        ("program", 40, "Violin"),
        ("cc7", 100, "100"),
    ],
)
def test_values_in_their_own_words(key: str, value: int, words: str) -> None:
    name = lane_kinds.name_of(key)
    assert name is not None
    assert value_words.value_text(name, value) == words
    assert value_words.read(name, value_words.typed_text(name, value)) == pytest.approx(value, abs=20)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("cc64", "Down", 127),
        ("cc64", "up", 0),
        ("bend", "0,5", 2048),
        ("bend", "9", 8191),
        ("cc1", "300", 127),
        ("cc1", "-4", 0),
        ("program", "flute", 73),
        ("program", "129", 127),
        ("cc1", "", None),
        ("cc1", "nan", None),
        ("cc1", "inf", None),
        ("program", "", None),
    ],
)
def test_values_are_read_as_typed(key: str, typed: str, value: int | None) -> None:
    name = lane_kinds.name_of(key)
    assert name is not None
    assert value_words.read(name, typed) == value


@pytest.mark.parametrize("text", ["", "[]", "{", '{"control": "x", "ticks": 1, "points": []}', '{"control": "cc1"}'])
def test_a_strange_clipboard_is_nothing(text: str) -> None:
    assert control_clipboard.from_json(text) is None


# -- the window ------------------------------------------------------------------------------------------------------


def test_shift_v_folds_the_velocities(qtbot: QtBot, shell: Shell) -> None:
    below = shell.roll.below
    assert shell.actions["velocity_panel"].isChecked()
    qtbot.keyClick(shell.roll.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert not below.is_open("velocity")
    assert not shell.actions["velocity_panel"].isChecked()
    qtbot.keyClick(shell.roll.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert below.velocities.isVisible()


def test_lanes_are_reached_by_key_and_remembered_by_the_window(qtbot: QtBot, shell: Shell) -> None:
    shell.roll.below.open("cc1")
    shell.roll.below.open("cc64")
    shell.roll.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ControlModifier)
        seen.append(shell.window.focusWidget().accessibleName())
    assert seen == ["Modulation 1", "Sustain 64", "Piano roll"]
    shell.remember_layout()
    assert layout_of(shell.session.settings.window).lanes == "velocity:100,cc1:84,cc64:48"


def test_the_menu_opens_the_choice(shell: Shell) -> None:
    shell.actions["add_lane"].trigger()
    menu = menu_of()
    entry(menu, "cc11").trigger()
    menu.close()
    assert shell.roll.below.is_open("cc11")


def test_an_edit_in_a_lane_is_one_step_of_the_document(shell: Shell, qtbot: QtBot) -> None:
    document = shell.session.document
    before = document.score
    shell.roll.below.open("cc64")
    lane = shell.roll.below.controllers[0]
    qtbot.waitUntil(lambda: lane.width() == shell.roll.canvas.width())
    Hand(lane).drag(QPoint(20, 20), QPoint(lane.width() - 20, 20))
    assert document.undo_label == "Draw sustain"
    assert len(document.score.tracks[0].controls) == 2
    document.undo()
    assert document.score == before
    assert lane.points.points == ()


def test_what_is_drawn_is_played_at_once(shell: Shell, qtbot: QtBot, engine: FakeEngine) -> None:
    """The engine gets a patch with the pedal in it, within one turn of the clock after the release."""
    shell.roll.below.open("cc64")
    lane = shell.roll.below.controllers[0]
    qtbot.waitUntil(lambda: lane.width() == shell.roll.canvas.width())
    engine.sent.clear()
    Hand(lane).drag(QPoint(20, 20), QPoint(lane.width() - 20, 20))
    shell.session.transport.play()
    patches = [m for m in engine.sent if isinstance(m, PatchPlaylist | LoadPlaylist)]
    events = patches[-1].playlist.events
    pedals = events[(events["kind"] == CONTROL) & (events["data1"] == 64)]
    assert [(row["tick"], row["data2"]) for row in pedals] == [
        (c.tick, c.value) for c in shell.session.document.score.tracks[0].controls
    ]


def test_a_small_window_keeps_room_for_the_notes(shell: Shell, qtbot: QtBot) -> None:
    roll = shell.roll
    lanes = tuple(OpenLane(f"cc{n}", 250) for n in range(4))
    roll.below.set_open(lanes)
    shell.window.resize(1100, 700)
    qtbot.waitUntil(lambda: shell.window.height() == 700 and roll.canvas.height() >= 100)
    assert all(strip.lane.height() < 250 for strip in roll.below.strips)
    assert roll.below.open_lanes == lanes, "what is wanted is kept"
