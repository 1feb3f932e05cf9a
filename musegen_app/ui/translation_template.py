"""Every text of the window as a table to translate: `python -m musegen_app.ui.translation_template > musegen_de.json`.

Texts are read from the source: what stands in `tr(…)`, `said(…)` and `translated(…)`, and the tables of commands,
gestures and other words that are translated when they are shown.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

from musegen_app.ui.commands.catalog import COMMANDS, Menu
from musegen_app.ui.commands.synonyms import SYNONYMS
from musegen_app.ui.dialogs.gesture_list import MOUSE, PIANO, ROLL_KEYS, VALUES
from musegen_app.ui.translation import ANYWHERE

WRAPPERS = ("tr", "said", "marked", "translated")
# What else is translated when it is shown, by the call that brings it and the place of the text in it: names of undo
# steps, sentences of the session, names of lanes.
BROUGHT = {"edit": 0, "_edit": 0, "edit_wanted": 0, "say": 1, "set": 2, "__init__": 1}


def texts() -> list[str]:
    """All of them, each once, sorted."""
    window = Path(__file__).parent
    sources = [*window.rglob("*.py"), *(window.parent / "session").rglob("*.py")]
    found = {text for path in sources for text in texts_of(path.read_text(encoding="utf-8"))}
    ways = [way for table in (ROLL_KEYS, MOUSE, VALUES, PIANO) for way in table]
    tables = {t for c in COMMANDS for t in (c.text, c.submenu) if t} | {m.value for m in Menu} | set(SYNONYMS.values())
    return sorted(found | tables | {w.what for w in ways} | {w.hand for w in ways if w.hand})


def texts_of(source: str) -> set[str]:
    """The literal texts that `source` gives to a function that translates, and those of `BROUGHT`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    wrapped = {text for call in calls if _name(call) in WRAPPERS for text in _texts_at(call, 0)}
    brought = {text for call in calls if _name(call) in BROUGHT for text in _texts_at(call, BROUGHT[_name(call)])}
    return wrapped | {text for text in brought if text[:1].isupper()}


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts_at(call: ast.Call, place: int) -> list[str]:
    given = call.args[place] if place < len(call.args) else None
    choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
    return [c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str)]


if __name__ == "__main__":
    json.dump({ANYWHERE: dict.fromkeys(texts(), "")}, sys.stdout, ensure_ascii=False, indent=1)
