"""The window in the user's language: tables of words in `resources/translations`, chosen by the locale at the start.

`musegen_XX.qm` as Qt's own tools make it, or `musegen_XX.json`: an object of contexts, each an object of English text
to translation; the context "" holds for every place. XX is a language or a language with a country, such as `de` or
`pt_BR`. What a table does not know stays English. GUI thread, before the window is made.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from musegen_app.base.paths import resources_dir

log = logging.getLogger(__name__)
ANYWHERE = ""
_SOURCE_LANGUAGE = "en"


def said(text: str) -> str:
    """A sentence for the line at the bottom in the user's language, where no widget is at hand to ask."""
    return QCoreApplication.translate("Said", text)


def marked(text: str) -> str:
    """The text as it is: it stands in a table here and is translated when it is shown."""
    return text


def translations_dir() -> Path:
    return resources_dir() / "translations"


class WordTable(QTranslator):
    """A table of words as a translator of Qt."""

    def __init__(self, contexts: Mapping[str, Mapping[str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._contexts = contexts

    def isEmpty(self) -> bool:
        return not self._contexts

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        for place in (context, ANYWHERE):
            found = self._contexts.get(place, {}).get(source)
            if found:
                return found
        return source  # an empty text would be shown as it is


def load_translations(
    application: QCoreApplication, languages: Sequence[str] | None = None, folder: Path | None = None
) -> str:
    """Install the first of `languages` (default: the system's, the best first) that there is a table for, and Qt's own
    words with it. Returns its name, "" when the window stays English."""
    wanted = languages if languages is not None else QLocale.system().uiLanguages()
    for name in _names(wanted):
        if name.split("_")[0] == _SOURCE_LANGUAGE:
            return ""
        table = _table(folder or translations_dir(), name, application)
        if table is not None:
            application.installTranslator(table)
            _install_words_of_qt(application, name)
            return name
    return ""


def _names(languages: Sequence[str]) -> list[str]:
    """Each language with its country, then without."""
    names = [language.replace("-", "_") for language in languages]
    return list(dict.fromkeys(n for name in names for n in (name, name.split("_")[0])))


def _table(folder: Path, name: str, parent: QObject) -> QTranslator | None:
    compiled = QTranslator(parent)
    if compiled.load(f"musegen_{name}.qm", str(folder)):
        return compiled
    try:
        contexts = json.loads((folder / f"musegen_{name}.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("translation %s not read: %s", name, error)
        return None
    return WordTable(_checked(contexts), parent)


def _checked(contexts: object) -> dict[str, dict[str, str]]:
    """What has the right form; a translation with other places in braces would fail when it is shown."""
    if not isinstance(contexts, dict):
        return {}
    return {
        context: {s: t for s, t in words.items() if isinstance(t, str) and _places(s) == _places(t)}
        for context, words in contexts.items()
        if isinstance(words, dict)
    }


def _places(text: str) -> set[str]:
    """`{0}`, `{1:.2f}` …"""
    return {piece.split("}")[0] for piece in text.split("{")[1:]}


def _install_words_of_qt(application: QCoreApplication, name: str) -> None:
    """Menus of text fields and the file chooser."""
    words = QTranslator(application)
    if words.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)
