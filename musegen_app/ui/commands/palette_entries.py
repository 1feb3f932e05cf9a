"""What the command palette offers: every command of the catalog, and the places and things of the song."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from musegen_app.ui.availability import why_disabled
from musegen_app.ui.commands.actions import Actions, key_text, translated
from musegen_app.ui.commands.catalog import COMMANDS, Command
from musegen_app.ui.commands.matching import Fit, fit_all
from musegen_app.ui.commands.synonyms import SYNONYMS

MOST_FOUND = 60
_RECENT_BONUS = 6.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette. `why_not` is the reason while it cannot be done, "" if it can. `only_searched`
    entries wait until something was typed."""

    key: str
    title: str
    path: str
    run: Callable[[], object]
    keys: str = ""
    aside: str = ""  # other words that find it
    why_not: str = ""
    checked: bool = False
    only_searched: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the letters of its title that were typed."""

    entry: Entry
    places: tuple[int, ...] = ()
    recent: bool = False


def command_entries(actions: Actions) -> list[Entry]:
    """One entry for each command, in the order of the menus."""
    return [_entry(command, actions) for command in COMMANDS]


def found(entries: Sequence[Entry], typed: str, recent: Sequence[str]) -> list[Found]:
    """What fits `typed`, the likeliest first; without a word everything, what was `recent`ly used first."""
    if typed.strip():
        return _searched(entries, typed, recent)
    by_key = {e.key: e for e in entries if not e.only_searched}
    first = [Found(by_key[key], recent=True) for key in recent if key in by_key]
    used = {f.entry.key for f in first}
    return first + [Found(e) for e in by_key.values() if e.key not in used]


def _searched(entries: Sequence[Entry], typed: str, recent: Sequence[str]) -> list[Found]:
    fits = [(_rank(entry, typed, recent), entry) for entry in entries]
    good = sorted(((f, e) for f, e in fits if f is not None), key=lambda pair: -pair[0].score)
    return [Found(entry, fit.places) for fit, entry in good[:MOST_FOUND]]


def _rank(entry: Entry, typed: str, recent: Sequence[str]) -> Fit | None:
    found = fit_all(typed, entry.title, f"{entry.path} {entry.aside}")
    if found is None or entry.key not in recent:
        return found
    return Fit(found.score + _RECENT_BONUS, found.places)


def _entry(command: Command, actions: Actions) -> Entry:
    action = actions[command.name]
    other = translated(SYNONYMS[command.name]) if command.name in SYNONYMS else ""
    return Entry(
        key=command.name,
        title=clean(action.text()),
        path=clean(" › ".join(translated(m) for m in (command.menu.value, command.submenu) if m)),
        run=action.trigger,
        keys="  ".join(key_text(k) for k in command.keys if "Return" not in k),
        aside=f"{other} {command.name.replace('_', ' ')}",
        why_not="" if action.isEnabled() else why_disabled(action) or action.toolTip(),
        checked=action.isCheckable() and action.isChecked(),
    )


def clean(text: str) -> str:
    """The words of a menu without the sign before its letter."""
    return text.replace("&", "")
