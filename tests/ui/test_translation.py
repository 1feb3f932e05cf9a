"""The window in another language: nothing is left out, nothing is lost, and longer words still fit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from musegen_app import ui
from musegen_app.session.session import Session
from musegen_app.ui.commands.command import Menu
from musegen_app.ui.dialogs.gesture_list import ALL_WAYS
from musegen_app.ui.shell import Shell
from musegen_app.ui.translation import load_translations, said
from musegen_app.ui.translation_template import texts, texts_of
from tests.ui.conftest import SilentQuestions, river_song, settle
from tests.ui.literals import bare_words

pytestmark = pytest.mark.qt
OPEN, CLOSE = "⟦", "⟧"
UNITS = {"kHz", "dB", "ms", "bpm"}  # the same everywhere


class Pseudo(QTranslator):
    """Every text in brackets and four tenths longer, as a language with long words."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        longer = "~" * round(0.4 * len(source))
        return f"{OPEN}{source}{longer}{CLOSE}"


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = Pseudo()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def foreign(pseudo: None, qtbot: QtBot, session: Session) -> Iterator[Shell]:
    made = Shell(session)
    qtbot.addWidget(made.window)
    made.files.questions = SilentQuestions()  # type: ignore[assignment]
    session.document.replace(river_song(), None)
    made.show_all()
    made.show()
    made.start()
    made.bridge.stop_timer()
    settle(session)
    yield made
    made.bridge.stop()
    made.window.may_close = lambda: True


@pytest.fixture(autouse=True)
def _no_table_stays(qapp: QApplication) -> Iterator[None]:
    yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    assert said("Piano roll") == "Piano roll"


def english(text: str) -> bool:
    """Words of two letters or more outside the brackets."""
    outside, depth = "", 0
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        outside += letter if depth <= 0 else " "
    return any(word not in UNITS for word in re.findall(r"[^\W\d_]{3,}", outside))


def test_no_words_are_written_without_asking_the_translator() -> None:
    folder = Path(ui.__file__).parent
    found = {str(p.relative_to(folder)): bare_words(p) for p in sorted(folder.rglob("*.py"))}
    bare = {name: [w for w in words if w.split(": ", 1)[1].strip() not in UNITS] for name, words in found.items()}
    assert {name: words for name, words in bare.items() if words} == {}


def test_the_search_for_bare_words_finds_some(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text('QLabel("Hello there")\nself.setText(f"{n} notes" if n else self.tr("none"))\nx.tr("Fine")\n')
    assert bare_words(code) == ["1: Hello there", "2:  notes"]
    code.write_text('def words(n):\n    return f"{n} bars long" if n else said("No bar")\n')
    assert bare_words(code) == ["2:  bars long"]


def test_the_menu_names_the_step_to_undo_in_the_other_language(foreign: Shell) -> None:
    document = foreign.session.document
    document.edit("Rename song", replace(document.score, title="Other"))
    shown = foreign.actions["undo"].text()
    assert "name song" in shown
    assert not english(shown)


def test_menus_are_in_the_other_language(foreign: Shell) -> None:
    bar = foreign.window.menuBar()
    named = [a.text() for a in bar.actions()] + [
        c.text() for c in foreign.window.findChildren(QAction) if c.objectName()
    ]
    assert len(named) > 60
    assert [text for text in named if english(text)] == []


def test_words_of_the_window_are_in_the_other_language(foreign: Shell) -> None:
    """Names of the song, of instruments and of nets stay as they are."""
    names = {"River Song", "Melody", "Bass", "Drums", "folk-lstm"}
    words = [w.text() for w in foreign.window.findChildren(QWidget) if isinstance(w, QLabel | QAbstractButton)]
    names |= {row.instrument.text() for row in foreign.track_list.rows.values()}
    words += [w.accessibleName() for w in foreign.window.findChildren(QWidget)]
    words += [foreign.window.windowTitle()]
    left = sorted({w for w in words if w not in names and english(_without(w, names))})
    assert not left, "\n".join(left)


def _without(text: str, names: set[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def test_longer_words_still_fit_the_window(foreign: Shell) -> None:
    foreign.window.resize(1280, 800)
    QApplication.processEvents()
    assert foreign.window.minimumSizeHint().width() <= 1280
    inside = foreign.window.rect()
    outside = [
        f"{type(w).__name__} {w.accessibleName()}"
        for w in foreign.window.findChildren(QWidget)
        if w.window() is foreign.window
        and w.isVisible()
        and not w.visibleRegion().isEmpty()
        and not inside.contains(w.mapTo(foreign.window, w.visibleRegion().boundingRect().center()))
    ]
    assert outside == []


def test_a_table_of_words_is_chosen_by_the_language(qapp: QApplication, tmp_path: Path) -> None:
    words = {"": {"Piano roll": "Klavierrolle", "{0} · click to hear it": "falsch {1}"}, "Said": {"free": "frei"}}
    (tmp_path / "musegen_de.json").write_text(json.dumps(words), "utf-8")
    assert load_translations(qapp, ["fr-FR", "de-AT", "en"], tmp_path) == "de"
    assert said("Piano roll") == "Klavierrolle"
    assert said("free") == "frei"
    assert said("{0} · click to hear it") == "{0} · click to hear it"  # its places are wrong


@pytest.mark.parametrize(
    ("languages", "text"), [(["en-GB", "de"], "{}"), (["fr"], "{}"), (["de"], "[1, 2]"), (["de"], "{ broken")]
)
def test_english_and_damaged_tables_leave_it_english(
    caplog: pytest.LogCaptureFixture, qapp: QApplication, tmp_path: Path, languages: list[str], text: str
) -> None:
    (tmp_path / "musegen_de.json").write_text(text, "utf-8")
    load_translations(qapp, languages, tmp_path)
    assert said("Piano roll") == "Piano roll"


def test_the_template_has_the_texts() -> None:
    found = texts()
    assert {"&Undo", "&File", "TAKES", "Piano roll", "Velocity by 5", "Set volume", "bar {0} beat {1}"} <= set(found)
    assert {w.what for ways in ALL_WAYS for w in ways} <= set(found)
    assert {"Transpose notes", "Legato", "Move chord", "Quantise notes", "Sustain 64", "Draw {0}"} <= set(found)
    assert texts_of('a.tr("One" if n == 1 else "Many"); b.edit("Move notes", s)') == {"One", "Many", "Move notes"}


def test_menus_have_one_letter_each(foreign: Shell) -> None:
    """The bar of menus stays reachable by Alt in every language."""
    titles = [action.text() for action in foreign.window.menuBar().actions()]
    assert len(titles) == len(Menu)
    assert all("&" in title for title in titles)
