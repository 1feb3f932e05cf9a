"""The window without a mouse, and for somebody who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from musegen_app.ui.parts.range_slider import RangeSlider
from musegen_app.ui.shell import Shell
from tests.ui.conftest import bring_to_front

pytestmark = pytest.mark.qt


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could only call "button"."""
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    controls = [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and not isinstance(w, QScrollBar)]
    return [
        f"{type(w).__name__} in {type(w.parent()).__name__}"
        for w in controls
        if not w.objectName().startswith("qt_") and not (w.accessibleName() or getattr(w, "text", str)())
    ]


def reachable(window: QWidget) -> list[QWidget]:
    """What Tab can reach, as the window is now."""
    return [
        w
        for w in window.findChildren(QWidget)
        if w.window() is window
        and w.isVisible()
        and w.isEnabled()
        and w.focusProxy() is None
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()!r}"


@pytest.fixture
def full(shell: Shell, qapp: QApplication) -> Iterator[Shell]:
    """The window as users see it, with everything folded out that can be."""
    shell.actions["dark_theme"].trigger()
    shell.notice.ask("What now?", [("This", lambda: None), ("That", lambda: None)])
    shell.actions["show_history"].trigger()
    shell.actions["generate"].trigger()
    for _ in range(3):
        shell.session.poll()
    QApplication.processEvents()
    yield shell
    qapp.setStyleSheet("")  # windows of other tests are made faster without


def test_every_control_has_a_name(full: Shell) -> None:
    assert nameless(full.window) == []
    assert [named(w) for w in reachable(full.window) if not (w.accessibleName() or getattr(w, "text", str)())] == []


def test_whoever_has_the_keyboard_shows_it(full: Shell) -> None:
    """The same part looks different with and without it: a ring, a ground, a line."""
    ringless = []
    QApplication.setCursorFlashTime(0)
    for widget in reachable(full.window):
        elsewhere = full.track_list.add if widget is not full.track_list.add else full.bar.play
        elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
        without = _looks(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if _looks(widget) == without:
            ringless.append(named(widget))
    assert ringless == []


def _looks(widget: QWidget) -> tuple[QImage, QImage]:
    """Itself, and its place in the window: it may be scrolled out of sight, and its ring may lie over it."""
    return widget.grab().toImage(), widget.window().grab(_around(widget)).toImage()


def _around(widget: QWidget) -> QRect:
    return widget.rect().translated(widget.mapTo(widget.window(), widget.rect().topLeft()))


def test_no_part_keeps_the_keyboard_for_itself(qtbot: QtBot, full: Shell) -> None:
    """F6 leaves every one of them for another region, and Tab goes on wherever it does not walk over notes."""
    regions = (full.bar, full.notice, full.track_list, full.history_panel, full.roll, full.panel)
    trapped = []
    for widget in reachable(full.window):
        home = next((r for r in regions if r is widget or r.isAncestorOf(widget)), None)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(widget, Qt.Key.Key_F6)
        now = QApplication.focusWidget()
        if now is None or now is widget or (home is not None and home.isAncestorOf(now)):
            trapped.append(f"F6: {named(widget)}")
        if home is not full.roll:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(widget, Qt.Key.Key_Tab)
            if QApplication.focusWidget() is widget:
                trapped.append(f"Tab: {named(widget)}")
    assert trapped == []


def test_f6_goes_round_the_regions_and_passes_over_folded_ones(qtbot: QtBot, shell: Shell) -> None:
    shell.roll.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_F6)
        regions = (shell.bar, shell.track_list, shell.roll, shell.panel)
        seen.append(next(i for i, r in enumerate(regions) if r.isAncestorOf(shell.window.focusWidget())))
    assert seen == [3, 0, 1, 2]
    shell.actions["show_compose"].trigger()
    qtbot.keyClick(shell.window.focusWidget(), Qt.Key.Key_F6)
    assert shell.bar.isAncestorOf(shell.window.focusWidget())


def test_enter_presses_the_button_that_has_the_keyboard_and_space_plays(qtbot: QtBot, shell: Shell) -> None:
    shell.panel.steering.more.setFocus(Qt.FocusReason.TabFocusReason)
    before = shell.panel.steering.more.isChecked()
    qtbot.keyClick(shell.panel.steering.more, Qt.Key.Key_Return)
    assert shell.panel.steering.more.isChecked() != before
    qtbot.keyClick(shell.panel.steering.more, Qt.Key.Key_Space)
    assert shell.panel.steering.more.isChecked() != before
    assert shell.session.transport.state.playing
    shell.tools.snap.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(shell.tools.snap, Qt.Key.Key_Enter)
    assert shell.tools.snap.view().isVisible()
    shell.tools.snap.hidePopup()


def test_the_roll_says_what_is_selected(qtbot: QtBot, shell: Shell) -> None:
    canvas = shell.roll.canvas
    assert "Track Melody, 32 notes, none selected" in _description(qtbot, shell, "none selected")
    notes = shell.session.document.score.tracks[0].notes
    shell.roll.select_notes(frozenset({notes[0].id}))
    assert _description(qtbot, shell, "1 note") == "Track Melody, 1 note selected, D4 bar 1 beat 1, velocity 80"
    shell.roll.select_notes(frozenset(n.id for n in notes[1:9]))
    assert _description(qtbot, shell, "8 notes") == "Track Melody, 8 notes selected, from E4 bar 1 beat 1"
    heard = QAccessible.queryAccessibleInterface(canvas)
    assert (heard.role(), heard.text(QAccessible.Text.Name)) == (QAccessible.Role.Canvas, "Piano roll")
    assert heard.text(QAccessible.Text.Description) == canvas.accessibleDescription()
    assert QAccessible.queryAccessibleInterface(shell.bar.play).role() == QAccessible.Role.Button
    pitches = shell.panel.findChild(RangeSlider)
    assert QAccessible.queryAccessibleInterface(pitches).role() == QAccessible.Role.Slider
    assert shell.line.picked.text() == "8 notes · D4–D5 · 1 bar"


def _description(qtbot: QtBot, shell: Shell, words: str) -> str:
    canvas = shell.roll.canvas
    qtbot.waitUntil(lambda: words in canvas.accessibleDescription(), timeout=5000)
    return canvas.accessibleDescription()


@pytest.mark.parametrize("command", ["key_list", "about", "sound_settings", "midi_settings", "export_wav"])
def test_windows_beside_it_have_names_and_rings_too(qtbot: QtBot, shell: Shell, command: str) -> None:
    shell.actions[command].trigger()
    dialog = next(d for d in shell.window.findChildren(QDialog) if d.isVisible())
    bring_to_front(qtbot, dialog)
    assert dialog.windowTitle()
    assert nameless(dialog) == []
    order = reachable(dialog)
    assert order
    order[0].setFocus(Qt.FocusReason.TabFocusReason)
    for widget in order:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        assert len(order) == 1 or QApplication.focusWidget() is not widget, named(widget)
    dialog.close()
