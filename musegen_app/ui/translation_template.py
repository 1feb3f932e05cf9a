"""Every text of the window as a table to translate: `python -m musegen_app.ui.translation_template > musegen_de.json`.

Texts are read from the source: what stands in `tr(…)`, `said(…)` and `translated(…)`, and the tables of commands,
gestures and other words that are translated when they are shown.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.score.control_names import CONTROLLERS, plain_name
from musegen_app.ui.commands.catalog import COMMANDS, Menu
from musegen_app.ui.commands.synonyms import SYNONYMS
from musegen_app.ui.dialogs.gesture_list import ALL_WAYS
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.steering_words import spec_texts
from musegen_app.ui.translation import ANYWHERE

WRAPPERS = ("tr", "said", "marked", "translated")
# What else is translated when it is shown, by the call that brings it and the place of the text in it: names of undo
# steps, sentences of the session, names of lanes.
BROUGHT = {"edit": 0, "_edit": 0, "_change": 0, "_insert": 0, "_remove": 0, "say": 1, "set": 2, "__init__": 1}
LABELS = ("label", "LABEL")  # variables that hold the name of an undo step


def texts() -> list[str]:
    """All of them, each once, sorted."""
    window = Path(__file__).parent
    sources = [*window.rglob("*.py"), *(window.parent / "session").rglob("*.py")]
    found = {text for path in sources for text in texts_of(path.read_text(encoding="utf-8"))}
    ways = [way for table in ALL_WAYS for way in table]
    tables = {t for c in COMMANDS for t in (c.text, c.submenu) if t} | {m.value for m in Menu} | set(SYNONYMS.values())
    tables |= {t for c in CONTROLS for t in spec_texts(c.spec)}
    return sorted(found | tables | _lanes() | {w.what for w in ways} | {w.hand for w in ways if w.hand})


def _lanes() -> set[str]:
    """What heads and menus of the lanes below the notes say."""
    keys = (*lane_kinds.USUAL, *(f"cc{number}" for number in CONTROLLERS))
    names = [name for key in keys if (name := lane_kinds.name_of(key)) is not None]
    return {words(key) for key in keys for words in (lane_kinds.title, lane_kinds.short)} | set(map(plain_name, names))


def texts_of(source: str) -> set[str]:
    """The literal texts that `source` gives to a function that translates, and those of `BROUGHT`."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    wrapped = {text for call in calls if _name(call) in WRAPPERS for text in _texts_at(call, 0)}
    brought = {text for call in calls if _name(call) in BROUGHT for text in _texts_at(call, BROUGHT[_name(call)])}
    return wrapped | _labels(tree) | {text for text in brought if text[:1].isupper()}


def _labels(tree: ast.Module) -> set[str]:
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    named = [node.value for node in made if isinstance(node.targets[0], ast.Name) and node.targets[0].id in LABELS]
    return {text for value in named for text in _words(value)}


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts_at(call: ast.Call, place: int) -> list[str]:
    return _words(call.args[place]) if place < len(call.args) else []


def _words(given: ast.expr) -> list[str]:
    choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
    return [c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str)]


if __name__ == "__main__":
    json.dump({ANYWHERE: dict.fromkeys(texts(), "")}, sys.stdout, ensure_ascii=False, indent=1)
