"""The corpus of the chorale recipe: which folders hold which set, what was used of each file, and whose music it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from musegen_app.base.errors import SettingsError
from musegen_app.bundles.manifest import DataSet
from musegen_app.training.corpus.chorales import JS_FAKE, JSB, Chorale, js_fake, jsb
from musegen_app.training.corpus.prepare import FileReport

SETS = {
    JSB: (
        "music: public domain; the encoding has no stated licence and is not part of this bundle",
        "J. S. Bach; encoding after Allan and Williams and Boulanger-Lewandowski et al., sixteenths by C.-Z. A. Huang",
    ),
    JS_FAKE: ("CC BY 4.0", "JS Fake Chorales, Omar Peracha"),
}
STEPS_PER_BAR = 16


@dataclass
class ChoraleCorpus:
    """All pieces, and a report for each. `run` is where the run of the whole recipe lies, once it is known."""

    pieces: list[Chorale]
    reports: list[FileReport] = field(default_factory=list)
    run: Path | None = None

    def data_sets(self) -> tuple[DataSet, ...]:
        """The sets behind the training split, each with a digest of exactly those pieces."""
        return tuple(_set_of(name, self.pieces) for name in SETS if any(p.source == name for p in self.pieces))


def chorale_corpus(folders: Sequence[Path]) -> ChoraleCorpus:
    """Any of the two sets, wherever below the folders. Raises SettingsError if there is none of them."""
    pieces: list[Chorale] = []
    for folder in folders:
        if any(folder.rglob("Jsb16thSeparated.json")):
            pieces += jsb(folder)
        if any(folder.rglob("*.mid")):
            pieces += js_fake(folder)
    if not pieces:
        raise SettingsError("There are no chorales in these folders: Jsb16thSeparated.json, or MIDI of four voices.")
    return ChoraleCorpus(pieces, [_report(p) for p in pieces])


def _report(piece: Chorale) -> FileReport:
    bars = -(-piece.frames.steps // (piece.context.bar or STEPS_PER_BAR))
    return FileReport(piece.source, piece.title, "", (piece.title,), bars, (), piece.title)


def _set_of(name: str, pieces: Sequence[Chorale]) -> DataSet:
    train = [p for p in pieces if p.source == name and p.split == "train"]
    digest = hashlib.sha256()
    for piece in sorted(train, key=lambda p: p.title):
        digest.update(piece.title.encode() + piece.frames.values().astype("int8").tobytes())
    return DataSet(name, len(train), *SETS[name], digest.hexdigest())
