"""Finds words for the user that are written into the code without `tr` or `translated` around them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

# What shows its text to the user: name of the function or method -> which arguments are words.
SHOWN: dict[str, tuple[int, ...]] = {
    "QLabel": (0,),
    "QPushButton": (0,),
    "QToolButton": (),
    "QCheckBox": (0,),
    "QRadioButton": (0,),
    "QAction": (0,),
    "QMenu": (0,),
    "QGroupBox": (0,),
    "ElidedLabel": (0,),
    "setText": (0,),
    "setTitle": (0,),
    "setToolTip": (0,),
    "setStatusTip": (0,),
    "setWindowTitle": (0,),
    "setPlaceholderText": (0,),
    "setAccessibleName": (0,),
    "setAccessibleDescription": (0,),
    "setSuffix": (0,),
    "setPrefix": (0,),
    "addItem": (0,),
    "addTab": (1,),
    "addRow": (0,),
    "addMenu": (0,),
    "addAction": (0,),
    "set_tip": (1,),
    "set_enabled": (2,),
    "allow": (2,),
    "ask": (0,),
    "say": (1,),
    "drawText": (1, 2, 3, 4, 5, 6),
    "emit": (0,),
    "show_hint": (0,),
}
SAYING = ("words", "place_text", "selected_text", "note_text")  # functions whose answers are shown
_WORD = re.compile(r"[^\W\d_]{2,}")
_WRAPPED = {"tr", "translate", "translated"}


def bare_words(path: Path) -> list[str]:
    """`line: text` of each literal that reaches the user as it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shown = [*_arguments(tree), *_answers(tree)]
    return [f"{part.lineno}: {text}" for part in shown for text in _literals(part) if _is_words(text)]


def _arguments(tree: ast.Module) -> list[ast.expr]:
    """What is given to something that shows it."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.args[place] for call in calls for place in SHOWN.get(_name(call), ()) if place < len(call.args)]


def _answers(tree: ast.Module) -> list[ast.expr]:
    """What a drag says it does."""
    says = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in SAYING]
    returned = [node.value for says_it in says for node in ast.walk(says_it) if isinstance(node, ast.Return)]
    return [value for value in returned if value is not None]


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(node: ast.expr) -> list[str]:
    """Text that stands in the expression outside a call that translates it."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return [v.value for v in node.values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    if isinstance(node, ast.BinOp):
        return _literals(node.left) + _literals(node.right)
    if isinstance(node, ast.Call) and _name(node) == "format" and isinstance(node.func, ast.Attribute):
        return _literals(node.func.value)
    return []


def _is_words(text: str) -> bool:
    """Words to read, rather than a name of a signal's value such as "pan" or "draw"."""
    return bool(_WORD.search(text)) and (" " in text or text[:1].isupper() or not text.isidentifier())
