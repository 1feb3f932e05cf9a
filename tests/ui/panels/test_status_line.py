"""The line at the bottom."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from musegen_app.ui.shell import Shell

pytestmark = pytest.mark.qt


def test_an_error_has_the_whole_line(shell: Shell) -> None:
    line = shell.line
    line.show_hint("C5 · bar 1 beat 1 · pull to select")
    line.show_status("info", "Ready")
    QApplication.processEvents()
    shared = line.sentence.width()
    line.show_status("error", "That file cannot be opened: it declares no tracks; get an undamaged copy")
    QApplication.processEvents()
    assert line.hint.isHidden()
    assert line.sentence.width() > 1.4 * shared
    line.show_status("info", "Ready")
    assert not line.hint.isHidden()


def test_a_long_hint_beside_a_short_sentence_is_not_cut(shell: Shell) -> None:
    line = shell.line
    line.show_status("info", "Ready")
    line.show_hint("E5 · bar 3 beat 2 · click to draw a note, pull for its length")
    QApplication.processEvents()
    for label in (line.sentence, line.hint):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
