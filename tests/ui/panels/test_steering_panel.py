"""The sliders of the controls in the window: made from the catalogue, steering the session, learning MIDI knobs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.ui.panels.steering_menu import steering_menu
from musegen_app.ui.panels.steering_panel import SteeringPanel
from musegen_app.ui.parts.control_row import ControlRow
from musegen_app.ui.parts.range_row import RangeRow
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference
from tests.ui.conftest import settle

pytestmark = pytest.mark.qt


@pytest.fixture
def panel(shell: Shell) -> SteeringPanel:
    return shell.panel.steering


def row(panel: SteeringPanel, name: str) -> ControlRow:
    found = panel.rows[name]
    assert isinstance(found, ControlRow)
    return found


def pitches(panel: SteeringPanel) -> RangeRow:
    found = panel.rows["pitch_low"]
    assert isinstance(found, RangeRow)
    return found


def steering(shell: Shell, qtbot: QtBot) -> Steering:
    """What the session steers by, once what was moved is told."""
    qtbot.waitUntil(lambda: not shell.steering._moved)
    return shell.session.settings.steering


def turn(shell: Shell, engine_: FakeEngine, value: int, number: int = 21) -> None:
    engine_.reports.append(engine.Played((engine.PlayedEvent(0, "Box", 0xB0, number, value, 0, False, 0),)))
    settle(shell.session)


# --- made from the catalogue -------------------------------------------------------------------------------
def test_every_control_has_a_row_the_main_ones_in_sight_the_others_in_their_group(panel: SteeringPanel) -> None:
    assert set(panel.rows) == {c.spec.name for c in CONTROLS}
    assert panel.rows["pitch_low"] is panel.rows["pitch_high"]
    panel.more.setChecked(True)
    for spec in (c.spec for c in CONTROLS if not c.spec.main):
        panel.chips.buttons[spec.group.value].click()
        assert panel.rows[spec.name].isVisible()
    panel.more.setChecked(False)
    assert {n for n, r in panel.rows.items() if r.isVisible()} == {c.spec.name for c in CONTROLS if c.spec.main}


def test_no_preference_is_said_and_a_group_tells_that_something_is_set_in_it(panel: SteeringPanel) -> None:
    assert row(panel, "density").number.text() == "any"
    assert not row(panel, "density").number.property("wished")
    assert panel.more.text() == "More  ▾"
    panel.show_steering(Steering(density=0.4, swing=0.3, tension=-0.5))
    assert row(panel, "density").number.text() == f"{row(panel, 'density').spec.high} 40 %"
    assert row(panel, "density").number.property("wished")
    assert panel.more.text() == "More  ▾  2 set"
    assert {k for k, b in panel.chips.buttons.items() if "•" in b.text()} == {"Rhythm", "Harmony"}


# --- the hand ----------------------------------------------------------------------------------------------
def test_sliders_typing_and_a_double_click_steer_by_what_they_say(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel
) -> None:
    density = row(panel, "density")
    density.slider.setValue(density.slider.maximum())
    assert steering(shell, qtbot).density == 1.0
    density.number.committed.emit("-25")
    assert steering(shell, qtbot).density == -0.25
    density.number.committed.emit("nonsense")
    assert steering(shell, qtbot).density == -0.25
    density.slider.setFocus()
    qtbot.keyClick(density.slider, Qt.Key.Key_Right)
    assert steering(shell, qtbot).density == pytest.approx(-0.2)
    qtbot.mouseDClick(density.slider, Qt.MouseButton.LeftButton)
    assert steering(shell, qtbot) == Steering()


def test_two_sliders_moved_at_once_both_count(qtbot: QtBot, shell: Shell, panel: SteeringPanel) -> None:
    row(panel, "density").number.committed.emit("50")
    row(panel, "leaps").number.committed.emit("steps 30 %")
    now = steering(shell, qtbot)
    assert (now.density, now.leaps) == (0.5, -0.3)


def pull(qtbot: QtBot, both: RangeRow, from_pitch: float, to_pitch: float) -> None:
    """From one place of the small keyboard to another."""
    slider, middle = both.slider, both.slider.height() // 2
    start, end = (QPoint(round(slider.x_of(pitch)), middle) for pitch in (from_pitch, to_pitch))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(slider, end)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)


def test_a_range_is_pulled_typed_and_taken_away(qtbot: QtBot, shell: Shell, panel: SteeringPanel) -> None:
    both = pitches(panel)
    pull(qtbot, both, 0, 62)
    pull(qtbot, both, 127, 83)
    now = steering(shell, qtbot)
    assert (now.pitch_low, now.pitch_high) == (62.0, 83.0)
    assert both.number.text() == "D4 – B5"
    both.number.committed.emit("c4 - g5")
    now = steering(shell, qtbot)
    assert (now.pitch_low, now.pitch_high) == (60.0, 79.0)
    both.slider.setFocus()
    qtbot.keyClick(both.slider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert steering(shell, qtbot).pitch_high == 78.0
    qtbot.mouseDClick(both.slider, Qt.MouseButton.LeftButton)
    assert steering(shell, qtbot) == Steering()
    assert both.number.text() == "any"


def test_what_lies_between_the_ends_of_a_range_moves_both(qtbot: QtBot, shell: Shell, panel: SteeringPanel) -> None:
    both = pitches(panel)
    both.number.committed.emit("C3 – C5")
    pull(qtbot, both, 60, 65)
    now = steering(shell, qtbot)
    assert (now.pitch_low, now.pitch_high) == (53.0, 77.0)


def test_the_take_is_asked_for_with_what_the_sliders_say(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel, inference: FakeInference
) -> None:
    row(panel, "originality").number.committed.emit("70")
    steering(shell, qtbot)
    shell.actions["generate"].trigger()
    assert inference.last(worker.Begin).steering.originality == 0.7


def test_the_wheel_scrolls_the_column_past_the_sliders_and_turns_the_one_with_the_keyboard(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel
) -> None:
    density = row(panel, "density")
    panel.more.setChecked(True)  # more than there is room for
    panel.chips.buttons["Harmony"].click()
    shell.window.resize(1100, 660)
    QApplication.processEvents()
    _roll_wheel(density.slider)
    assert density.value == 0.0
    density.slider.setFocus()
    _roll_wheel(density.slider)
    assert density.value == pytest.approx(0.05)


def _roll_wheel(slider: QWidget) -> None:
    """One notch up."""
    place = QPointF(slider.rect().center())
    where = slider.mapToGlobal(place)
    up, none = QPoint(0, 120), QPoint()
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(place, where, none, up, buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(slider, event)


def test_commands_bring_the_controls_back(qtbot: QtBot, shell: Shell, panel: SteeringPanel) -> None:
    row(panel, "density").number.committed.emit("50")
    shell.actions["controls_neutral"].trigger()
    assert row(panel, "density").value == 0.0
    assert row(panel, "top_p").value == 1.0
    shell.actions["controls_usual"].trigger()
    assert steering(shell, qtbot) == Steering()


def test_the_open_group_is_remembered(panel: SteeringPanel) -> None:
    panel.open_more("Form")
    assert panel.open_group == "Form"
    assert panel.rows["cadence"].isVisible()
    panel.open_more("")
    assert panel.open_group == ""
    assert not panel.rows["cadence"].isVisible()


# --- what the net obeys, what gave way ---------------------------------------------------------------------
def test_controls_that_the_net_does_not_obey_go_and_are_named_behind_more(
    shell: Shell, panel: SteeringPanel, inference: FakeInference
) -> None:
    loaded = inference.last(worker.LoadBundle)
    inference.reports.append(
        worker.BundleReady(loaded.path, "folk-lstm", 0.1, controls=frozenset({"density", "swing"}))
    )
    settle(shell.session)
    panel.more.setChecked(True)
    assert {name for name, r in panel.rows.items() if not r.isHidden()} == {"density", "swing"}
    assert {key for key, b in panel.chips.buttons.items() if b.isVisible()} == {"Rhythm"}
    assert panel.rows["swing"].isVisible()
    assert panel.silent.text().startswith("folk-lstm writes nothing that these could act on: ")
    assert "Steps or leaps" in panel.silent.text()
    inference.reports.append(worker.BundleReady(loaded.path, "folk-lstm", 0.1))
    settle(shell.session)
    assert row(panel, "leaps").isVisible()
    assert not panel.silent.isVisible()


def test_what_gave_way_is_said_of_the_take_that_is_shown(
    shell: Shell, panel: SteeringPanel, inference: FakeInference
) -> None:
    inference.mute = True
    shell.actions["generate"].trigger()
    begin = inference.last(worker.Begin)
    proposal = worker.NotesProposed(begin.request, 1, begin.start_tick, (), (), (), begin.start_tick + 960, 0.0)
    inference.reports.append(worker.NotesProposed(**_fields(proposal) | {"gave_way": ("Density", "Height")}))
    settle(shell.session)
    assert panel.gave_way.isVisible()
    assert panel.gave_way.text() == "Gave way somewhere: Density, Height"
    shell.actions["discard"].trigger()
    settle(shell.session)
    assert not panel.gave_way.isVisible()


def _fields(proposal: worker.NotesProposed) -> dict[str, object]:
    return {name: getattr(proposal, name) for name in proposal.__dataclass_fields__}


# --- MIDI knobs --------------------------------------------------------------------------------------------
def chosen(panel: SteeringPanel, name: str, words: str) -> None:
    """Choose the first entry of the control's menu that begins so."""
    learn, forget, draw = panel.learn_wanted.emit, panel.forget_wanted.emit, panel.lane_wanted.emit
    menu = steering_menu(panel.rows[name], panel._knobs, panel._learning, learn, forget, draw)
    next(a for a in menu.actions() if a.text().startswith(words)).trigger()


def test_a_knob_is_learned_from_the_menu_picked_up_and_forgotten(
    shell: Shell, panel: SteeringPanel, engine: FakeEngine
) -> None:
    density = row(panel, "density")
    chosen(panel, "density", "Learn")
    assert density.badge.text() == "turn it …"
    turn(shell, engine, 20)
    assert density.badge.text() == "CC 21"
    assert density.slider.knob == pytest.approx(20 / 127)
    assert density.value == 0.0
    turn(shell, engine, 80)
    assert density.slider.knob is None
    assert density.value == pytest.approx(-1 + 2 * 80 / 127)
    assert shell.session.settings.steering.density == density.value
    chosen(panel, "density", "Forget CC 21")
    assert not density.badge.isVisible()
    assert shell.session.settings.knobs == ()


def test_esc_leaves_learning_and_then_means_the_take_again(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel, engine: FakeEngine
) -> None:
    take = Take("a", 1, shell.session.document.score.tracks[0].id, 0, 960, 960, (Note(0, 960, 60),), done=True)
    shell.session.compose._takes.add(take)
    settle(shell.session)
    chosen(panel, "density", "Learn")
    qtbot.keyClick(shell.roll, Qt.Key.Key_Escape)
    assert not shell.session.learn.state.learning
    assert not row(panel, "density").badge.isVisible()
    assert shell.session.compose.current is not None
    turn(shell, engine, 20)
    assert shell.session.settings.knobs == ()
    qtbot.keyClick(shell.roll, Qt.Key.Key_Escape)
    assert shell.session.compose.current is None


def test_the_two_temperatures_are_called_surprise(panel: SteeringPanel) -> None:
    assert row(panel, "pitch_temperature").title.text() == "Surprise · pitch"
    assert row(panel, "rhythm_temperature").title.text() == "Surprise · rhythm"


def test_a_knob_does_not_take_from_the_hand_what_it_has_just_moved(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel, engine: FakeEngine
) -> None:
    chosen(panel, "density", "Learn")
    turn(shell, engine, 64)
    row(panel, "leaps").number.committed.emit("60")
    turn(shell, engine, 127)
    assert row(panel, "leaps").value == 0.6
    now = steering(shell, qtbot)
    assert (now.density, now.leaps) == (1.0, 0.6)


def test_the_menu_opens_by_right_click_and_a_range_has_both_ends_in_it(
    qtbot: QtBot, shell: Shell, panel: SteeringPanel
) -> None:
    both = pitches(panel)
    with qtbot.waitSignal(both.menu_wanted):
        QApplication.sendEvent(both.slider, _context_event(both.slider.rect().center()))
    menu = both.findChild(QMenu)
    assert menu is not None
    assert [a.text() for a in menu.actions()].count("Learn MIDI control") == 2
    menu.close()
    chosen(panel, "density", "Reset")
    with qtbot.waitSignal(panel.lane_wanted) as drawn:
        chosen(panel, "pitch_low", "Draw")
    assert drawn.args == ["pitch_low"]


def _context_event(place: QPoint) -> object:
    from PySide6.QtGui import QContextMenuEvent

    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, QPoint(100, 100))


# --- lanes and presets -------------------------------------------------------------------------------------
def test_a_lane_of_the_song_rules_its_slider(shell: Shell, panel: SteeringPanel) -> None:
    from dataclasses import replace

    from musegen_app.score.steering_lane import SteeringLane

    document = shell.session.document
    document.edit("Draw", replace(document.score, steering=(SteeringLane("density", ((0, 0.5),)),)))
    settle(shell.session)
    assert row(panel, "density").number.text() == "drawn"
    assert row(panel, "density").slider.ruled
    document.undo()
    assert row(panel, "density").number.text() == "any"


def test_settings_are_kept_and_recalled_from_the_menu(qtbot: QtBot, shell: Shell, panel: SteeringPanel) -> None:
    presets = panel.presets
    row(panel, "density").number.committed.emit("80")
    _entry(presets.menu_now(), "Keep these settings as …")
    qtbot.keyClicks(presets.name.field, "Nothing")
    qtbot.keyClick(presets.name.field, Qt.Key.Key_Escape)
    assert not presets.name.isVisible()
    _entry(presets.menu_now(), "Keep these settings as …")
    qtbot.keyClicks(presets.name.field, "Rock & roll")
    qtbot.keyClick(presets.name.field, Qt.Key.Key_Return)
    assert not presets.name.isVisible()
    assert shell.session.presets.names == ("Rock & roll",)
    _entry(presets.menu_now(), "No wishes at all")
    assert row(panel, "density").value == 0.0
    assert row(panel, "top_p").value == 1.0
    _entry(presets.menu_now(), "Rock && roll")  # a single & would underline
    assert row(panel, "density").value == 0.8
    _entry(presets.menu_now(), "As in a new song")
    assert steering(shell, qtbot) == Steering()
    presets.removed.emit("Rock & roll")
    assert all("Rock" not in a.text() for a in presets.menu_now().actions())


def _entry(menu: QMenu, words: str) -> None:
    next(a for a in menu.actions() if a.text() == words).trigger()
