"""Pictures of every view of the window, in both themes and two sizes, to be looked at before a release.

    xvfb-run -a -s "-screen 0 2560x1600x24" python docs/pictures.py FOLDER [--only NAME …]

The engine and the net are the stand-ins of the tests, so that the pictures are the same each time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEvent, QRect
from PySide6.QtWidgets import QApplication, QDialog, QMenu

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["MUSEGEN_HOME"] = tempfile.mkdtemp()  # neither the user's settings nor songs that were not saved

from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Origin, OriginKind, Score, Section, TextEvent, Track
from musegen_app.score.time import TempoMap
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.ui.layout_memory import Layout
from musegen_app.ui.panels.take_order import Order
from musegen_app.ui.shell import Shell
from musegen_app.ui.style import apply_theme
from musegen_app.ui.theme import THEMES
from tests.fakes.fake_links import FakeEngine, FakeInference

BAR = 3840
SIZES = ((1280, 800), (1100, 700))
SETTLE_SECONDS = 0.6  # the window fits itself to the screen after 0.3


class Studio:
    """The window with a song in it, in one theme and size."""

    def __init__(self, app: QApplication, theme: str, size: tuple[int, int]) -> None:
        self.app = app
        layout = Layout(width=size[0], height=size[1], theme=theme)
        self.engine = FakeEngine()
        self.session = Session(
            Settings(window=layout.text()),
            engine=self.engine,
            inference=FakeInference(),
            settings_file=Path(tempfile.mkdtemp()) / "settings.json",
        )
        self.shell = Shell(self.session)
        self.shell.window.may_close = lambda: True
        self.open(song())
        self.shell.show()
        self.shell.window.move(0, 0)
        self.shell.start()
        self.shell.bridge.stop_timer()
        self.wait()

    def open(self, score: Score) -> None:
        self.session.document.replace(score, None)
        self.shell.show_all()

    def do(self, *commands: str) -> None:
        for name in commands:
            self.shell.actions[name].trigger()
        self.wait(0.15)

    def wait(self, seconds: float = SETTLE_SECONDS) -> None:
        until = monotonic() + seconds
        while monotonic() < until:
            self.session.poll()
            self.app.processEvents()

    def save(self, path: Path) -> None:
        """What the screen shows of the window, with what lies over it."""
        self.wait(0.2)
        box = QRect(self.shell.window.mapToGlobal(self.shell.window.rect().topLeft()), self.shell.window.size())
        screen = self.app.primaryScreen()
        picture = screen.grabWindow(0, box.x(), box.y(), box.width(), box.height())
        if picture.isNull():
            picture = self.shell.window.grab()
        picture.save(str(path))

    def close(self) -> None:
        """The window goes for good: each that stayed would make the next one slower."""
        self.shell.window.close()
        self.session.close()
        self.shell.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def song() -> Score:
    """Eight bars for four parts, half of the melody by a net."""
    net = Origin(OriginKind.GENERATED, "folk-lstm", 7, settings="pitch 1.1, rhythm 0.8")
    steps = (74, 76, 78, 81, 78, 76, 74, 71, 74, 78, 81, 83, 81, 78, 76, 74)
    melody = [Note(i * 960, 960 - 120 * (i % 3), p, 64 + 8 * (i % 6)) for i, p in enumerate(steps)]
    melody += [Note((16 + i) * 960, 800, p - 2, 60 + 5 * (i % 8), origin=net) for i, p in enumerate(steps)]
    chords = ("D", "G", "Em", "A7", "Bm", "G", "A7", "D")
    roots = (50, 43, 52, 45, 47, 43, 45, 50)
    bass = [Note(bar * BAR + beat * 1920, 1700, root) for bar, root in enumerate(roots) for beat in (0, 1)]
    strings = [Note(bar * BAR, BAR - 100, root + 12 + step) for bar, root in enumerate(roots) for step in (0, 4, 7)]
    hits = [Note(i * 480, 240, (36, 42, 38, 42)[i % 4], 90) for i in range(64)]
    tracks = (
        Track("Melody", 0, 73).with_notes(melody),
        Track("Strings", 1, 48).with_notes(strings),
        Track("Bass", 2, 32).with_notes(bass),
        Track("Drums", 9).with_notes(hits),
    )
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(chords))
    sections = (Section(0, "A"), Section(4 * BAR, "A'"))
    marks = (TextEvent(2 * BAR, "marker", "Answer"),)
    keys = (KeyChange(0, Key(2)),)
    return Score(
        "River Song", tracks, TempoMap.of_bpm(112), keys=keys, chords=ChordLane(symbols), sections=sections, texts=marks
    )


# -- views -------------------------------------------------------------------------------------------------------
def selection(studio: Studio) -> None:
    roll = studio.shell.roll
    roll.select_notes(frozenset(n.id for n in roll.stage.index.notes[4:10]))


def take(studio: Studio) -> None:
    studio.do("generate")
    studio.wait(0.5)


def takes(studio: Studio) -> None:
    """Sixteen, two of them compared, one put together."""
    strip, session = studio.shell.panel.strip, studio.session
    strip.heading.counts[16].click()
    studio.do("generate")
    studio.wait(0.5)
    made = session.compose.takes
    studio.shell.takes.pick(made[5].id)
    studio.do("rate_4", "toggle_ab")
    session.compose.comp(made[9].id, made[9].start_tick + 2 * BAR, made[9].start_tick + 4 * BAR)


def takes_tree(studio: Studio) -> None:
    takes(studio)
    studio.shell.panel.strip.heading.orders.picked.emit(Order.FAMILY)


def playing(studio: Studio) -> None:
    studio.do("loop", "play_or_stop")
    studio.engine.move_to(2 * BAR + 960, playing=True)
    studio.wait(0.2)


def fold(studio: Studio) -> None:
    studio.shell.roll.stage.set_rows("scale")


def drums(studio: Studio) -> None:
    studio.shell.tracks.pick(studio.session.document.score.tracks[3].id)


def strips(studio: Studio) -> None:
    for name in ("show_sections", "show_flags", "show_tempo"):
        if not studio.shell.actions[name].isChecked():
            studio.do(name)


def history(studio: Studio) -> None:
    document = studio.session.document
    for place, label in enumerate(("Draw notes", "Move notes", "Change velocity", "Quantise notes", "Rename track")):
        document.edit(label, replace(document.score, title=f"River Song {place}"))
    studio.do("show_history")
    document.go_to(3)


def palette_search(studio: Studio) -> None:
    studio.do("command_palette")
    for letter in "loop":
        studio.shell.commands.palette.line.insert(letter)


def notice(studio: Studio) -> None:
    words = "MuseGen ended unexpectedly: “River Song” with changes of 14:32 was kept."
    studio.shell.notice.ask(words, [("Open it", lambda: None), ("Not now", lambda: None)])


def empty(studio: Studio) -> None:
    studio.open(Score(tracks=(Track("Melody", 0, 73),)))


def crowd(studio: Studio) -> None:
    """Fourteen tracks."""
    score = studio.session.document.score
    more = [replace(Track(f"Part {i}", i % 9, 8 * i % 128), notes=score.tracks[1].notes[:6]) for i in range(10)]
    studio.open(replace(score, tracks=(*score.tracks, *more)))


def error(studio: Studio) -> None:
    studio.session.status.say("error", "That file cannot be opened: it declares no tracks; get an undamaged copy.")


def menu(name: str) -> Callable[[Studio], None]:
    def opened(studio: Studio) -> None:
        bar = studio.shell.window.menuBar()
        found = bar.findChild(QMenu, name)
        assert isinstance(found, QMenu)
        found.popup(bar.mapToGlobal(bar.actionGeometry(found.menuAction()).bottomLeft()))

    return opened


def commands(*names: str) -> Callable[[Studio], None]:
    return lambda studio: studio.do(*names)


VIEWS: dict[str, Callable[[Studio], None]] = {
    "main": lambda studio: None,
    "selection": selection,
    "take": take,
    "takes": takes,
    "takes-tree": takes_tree,
    "playing": playing,
    "fold": fold,
    "drums": drums,
    "strips": strips,
    "authors": commands("colour_by_author"),
    "mixer": commands("show_mixer"),
    "mix": commands("mix_track"),
    "instruments": commands("choose_instrument"),
    "colours": commands("colour_track"),
    "history": history,
    "palette": commands("command_palette"),
    "palette-search": palette_search,
    "keys": commands("key_list"),
    "quantise": commands("select_all", "quantise_settings"),
    "piano": commands("keyboard_plays"),
    "sound": commands("sound_settings"),
    "midi": commands("midi_settings"),
    "export": commands("export_wav"),
    "about": commands("about"),
    "notice": notice,
    "error": error,
    "empty": empty,
    "crowd": crowd,
    "menu-notes": menu("notes"),
    "menu-view": menu("view"),
    "menu-file": menu("file"),
}


def put_away(studio: Studio) -> None:
    for dialog in studio.shell.window.findChildren(QDialog):
        dialog.close()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--only", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    words.add_argument("--theme", nargs="*", default=list(THEMES), choices=list(THEMES))
    words.add_argument("--size", nargs="*", default=[f"{w}x{h}" for w, h in SIZES], help="such as 1280x800")
    wanted = words.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    for theme in wanted.theme:
        apply_theme(app, THEMES[theme])
        for size in wanted.size:
            width, _, height = size.partition("x")
            for name in wanted.only:
                studio = Studio(app, theme, (int(width), int(height)))
                VIEWS[name](studio)
                studio.save(wanted.folder / f"{name}-{theme}-{size}.png")
                put_away(studio)
                studio.close()


if __name__ == "__main__":
    main()
