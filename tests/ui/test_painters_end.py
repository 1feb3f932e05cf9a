"""A painter that an error leaves open ends the program at the next picture: each is opened by `with`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

import musegen_app.ui

pytestmark = pytest.mark.qt
PAINTERS = {"QPainter", "QStylePainter"}
SOURCES = sorted(Path(musegen_app.ui.__path__[0]).rglob("*.py"))


def left_open(source: str) -> list[int]:
    """The lines that make a painter in another way than `with QPainter(…) as painter`."""
    tree = ast.parse(source)
    kept = [item.context_expr for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items]
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    made = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in PAINTERS)
    return [call.lineno for call in made if call not in kept]


def test_every_painter_of_the_window_ends_whatever_happens() -> None:
    found = [f"{path.name}:{line}" for path in SOURCES for line in left_open(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_check_sees_a_painter_that_is_left_open() -> None:
    assert left_open("painter = QPainter(self)\npainter.end()") == [1]
    assert left_open("with QPainter(self) as painter:\n    pass") == []


def test_a_painter_ends_with_an_error(qtbot: QtBot) -> None:
    picture = QPixmap(4, 4)
    with pytest.raises(ZeroDivisionError), QPainter(picture) as painter:
        painter.drawPoint(1 // 0, 0)
    assert not painter.isActive()
