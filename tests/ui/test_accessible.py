"""The window without a mouse, and for somebody who cannot see it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from musegen_app.ui.shell import Shell

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


def test_every_control_has_a_name(shell: Shell) -> None:
    shell.actions["generate"].trigger()
    for _ in range(3):
        shell.session.poll()
    assert nameless(shell.window) == []


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
