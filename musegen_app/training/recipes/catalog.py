"""The recipes: one file and one line each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.training.config import RunConfig
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.task import Task


@dataclass(frozen=True)
class Recipe:
    """From folders of music to a bundle. The corpus is whatever `prepare` makes and `task` and `export` understand; if
    it has `reports` (`corpus.prepare.FileReport`s) they are told and kept in the run folder; if it has an attribute
    `run`, that becomes the path of the run folder, for parts that learn on top of the main net. A task of None means
    that the corpus has nothing for this net, which then is not trained.

    `parts` are nets of the same bundle that are trained after the main one, each in a folder of its own in the run
    folder, called like the part; a part's `prepare` and `export` are not used.
    """

    name: str
    prepare: Callable[[Sequence[Path], Path, int], Any]  # data folders, cache, worker processes -> corpus
    task: Callable[[Any, dict[str, Any]], Task | None]  # corpus, settings
    export: Callable[[RunFolder, Any, Path], None]  # run, corpus, bundle folder to write
    run: RunConfig = field(default_factory=RunConfig)
    settings: Mapping[str, Any] = field(default_factory=dict)  # defaults of what only this recipe knows
    about: str = ""
    parts: tuple[Recipe, ...] = ()


# Name -> module with a RECIPE. Imported when asked for: nobody waits for, or stumbles over, the others.
RECIPES: dict[str, str] = {
    "abc-char": "musegen_app.training.recipes.abc_char",
    "chorale-rnn-rbm": "musegen_app.training.recipes.chorale_rnn_rbm",
    "drums-rbm": "musegen_app.training.recipes.drums_rbm",
    "folk-lstm": "musegen_app.training.recipes.folk_lstm",
    "piano-lstm": "musegen_app.training.recipes.piano_lstm",
    "pop-rnn": "musegen_app.training.recipes.pop_rnn",
}


def recipe(name: str) -> Recipe:
    """Raises SettingsError for a name that is none."""
    if name not in RECIPES:
        raise SettingsError(f"There is no recipe “{name}”; there are: {', '.join(sorted(RECIPES))}.")
    found = importlib.import_module(RECIPES[name]).RECIPE
    assert isinstance(found, Recipe)
    return found
