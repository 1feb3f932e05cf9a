"""What is to be trained: a recipe with its settings, from a JSON file or a name, and changes from the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.config import RunConfig, checked
from musegen_app.training.recipes.catalog import RECIPES, Recipe, recipe

_SHIPPED = Path(__file__).parent / "recipes"
_KEYS = ("recipe", "run", "settings", "parts")
# How a run is carried out, not what comes of it, or how long: a run that goes on may have others.
FREE = ("device", "threads", "checkpoint_minutes", "epochs", "patience")
_COMMON = ("rng_seed", "device", "threads", "checkpoint_minutes")  # a part has them from the whole


@dataclass(frozen=True)
class Plan:
    """A recipe, how its net is trained, and what only the recipe knows; `parts` in the recipe's order."""

    recipe: Recipe
    run: RunConfig
    settings: dict[str, Any]
    parts: tuple[Plan, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What the run folder keeps and a CONFIG file holds."""
        return {"recipe": self.recipe.name, "run": asdict(self.run), "settings": self.settings}


def plan(config: str, assignments: Sequence[str] = ()) -> Plan:
    """`config` is the path of a JSON file or the name of a recipe; `assignments` are NAME=VALUE or PART.NAME=VALUE.
    Raises SettingsError."""
    values = _values(config)
    found = recipe(str(values.get("recipe", "")))
    changes = _changes(assignments, {p.name for p in found.parts})
    whole = _plan(found, values, changes.pop("", {}), {})
    common = {name: getattr(whole.run, name) for name in _COMMON}
    parts = _table(values, "parts")
    for name in parts:
        if name not in {p.name for p in found.parts}:
            raise SettingsError(f"The recipe {found.name} has no part “{name}”.")
    plans = tuple(_plan(p, _table(parts, p.name), changes.get(p.name, {}), common) for p in found.parts)
    return Plan(whole.recipe, whole.run, whole.settings, plans)


def _plan(found: Recipe, values: Mapping[str, Any], changes: Mapping[str, Any], common: Mapping[str, Any]) -> Plan:
    run, settings = _table(values, "run"), _table(values, "settings")
    usual = {**asdict(found.run), **common}
    for name, value in changes.items():
        if name not in usual and name not in found.settings:
            known = ", ".join(sorted({*usual, *found.settings}))
            raise SettingsError(f"“{name}” is not a training setting of {found.name}; known are: {known}.")
        (run if name in usual else settings)[name] = value
    return Plan(found, RunConfig.of(checked(run, usual)), checked(settings, found.settings))


def _values(config: str) -> dict[str, Any]:
    """The content of a CONFIG file, checked as far as its outline goes."""
    path = Path(config)
    if not path.is_file() and config in RECIPES:
        path = _SHIPPED / f"{config.replace('-', '_')}.json"
        if not path.exists():
            return {"recipe": config}
    if not path.is_file():
        raise SettingsError(f"“{config}” is neither a file nor a recipe; recipes are: {', '.join(sorted(RECIPES))}.")
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError(f"The file {path} is not readable JSON: {problem}.") from problem
    if not isinstance(values, dict) or "recipe" not in values:
        raise SettingsError(f"The file {path} does not name its “recipe”.")
    for key in values:
        if key not in _KEYS:
            raise SettingsError(f"“{key}” in {path} is unknown; known are: {', '.join(_KEYS)}.")
    return values


def _table(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = values.get(key, {})
    if not isinstance(table, dict):
        raise SettingsError(f"“{key}” in the training settings must be a table of names and values.")
    return dict(table)


def _changes(assignments: Sequence[str], parts: set[str]) -> dict[str, dict[str, Any]]:
    """Part ("" the main net) -> name -> value."""
    changes: dict[str, dict[str, Any]] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name:
            raise SettingsError(f"“{assignment}” is not of the form NAME=VALUE.")
        part, dot, inner = name.partition(".")
        if dot and part not in parts:
            raise SettingsError(f"There is no part “{part}” in this recipe to set “{inner}” of.")
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            value = text
        changes.setdefault(part if dot else "", {})[inner if dot else name] = value
    return changes
