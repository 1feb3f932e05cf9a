"""From a piano run to its bundle: graphs, weights, figures of the held-out families, card."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from musegen_app.bundles.manifest import DataSet, Manifest
from musegen_app.bundles.originality import OriginalityIndex, Piece, melodic_index
from musegen_app.bundles.perf_graphs import CODEC, PerfGraphs
from musegen_app.bundles.perf_scoring import score_sheets
from musegen_app.codecs.perf import FIELDS
from musegen_app.codecs.perf_context import bare, context_of
from musegen_app.codecs.perf_features import DENSE, WIDTH, signature
from musegen_app.codecs.perf_lane import CELL_WIDTH
from musegen_app.codecs.perf_styles import NAMES, style_weights
from musegen_app.training.corpus.piano import PianoPiece
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.lstm_graphs import hidden_parts, state_size, write_lstm_graphs
from musegen_app.training.export.originality import outer_lines, with_index
from musegen_app.training.export.packing import pack, repack
from musegen_app.training.export.piano_card import card
from musegen_app.training.piano_task import net_config, settings_of
from musegen_app.training.run_folder import RunFolder

SHIPPED = "piano-lstm"
DESCRIPTION = (
    "Piano music with touch, rubato and pedal: continued from your seed, begun from nothing, or fitted between what "
    "stands already, in the style of a composer or a mixture of several."
)
LICENCE = "CC-BY-SA-4.0"
TYPESETTERS = (  # of all pieces that are not in the public domain, as the set's table names them
    "Abel Cheung, Alejandro Sierra, Alex O'S, Alex Schreiber, Andrew Sidwell, Benjamin D. Esham, Boris Dušek and Jay "
    "Anderson, Donald Axel, Erik Sjölund, Frédéric Duperray, Glen Larsen, Grigor Iliev, Gérard Gréco, H. Gillis, Hajo "
    "Dezelski, Heikki Junes, JD Erickson, Javier Ruiz-Alma, Joel Mayes, John Comeau, Joram Berger, Joshua Nichols, "
    "Keith OHara, Knute Snortum, Kris Van Bruwaene, Masamichi Hosoda, Nikos Kouremenos, Petro Kostandy, Philippe "
    "Hézaine, Ramana Kumar, Renato Biolcati Rinaldi, Robert Clausecker, Ryan Prince, Silas Brown, Stephen C. Doonan, "
    "Steve Dunlop, Stewart Holmes, Stéphane Magnenat, Sven Reichard, Thomas Amthor, Tomasz Tokarski, Urs Metzger, "
    "Ying-Chun Liu, jeff covey, tanukiyarou, Anonymous"
)
ATTRIBUTION = {
    "piano_midi_de": "Bernd Krueger, http://www.piano-midi.de, collected in ClassicalPianoMIDI-dataset (L. Liu)",
    "mutopia_keyboard": f"The Mutopia Project, https://www.mutopiaproject.org; pieces under CC licences: {TYPESETTERS}",
}
USUAL_LICENCE = {"piano_midi_de": "Creative Commons Attribution-ShareAlike 3.0 DE"}  # of files that its table lacks
JUDGED_NOTES = 60_000  # of each split: enough for three digits, and a few minutes


def export(out: Path, run: RunFolder, pieces: Sequence[PianoPiece]) -> Manifest:
    """Write the bundle and measure it; its name is its folder's."""
    out.mkdir(parents=True, exist_ok=True)
    name = out.resolve().name
    title = "Piano LSTM" if name == SHIPPED else name
    sizes, names = _write_net(out, run)
    manifest = Manifest(
        name=name,
        title=title,
        family="lstm",
        codec=CODEC,
        signature=signature(),
        description=DESCRIPTION,
        licence=LICENCE,
        sizes=sizes,
        data=data_sets(pieces),
        figures={},
        files={},
        extras={"styles": list(NAMES)},
    )
    manifest = pack(out, run, names, manifest)
    manifest = replace(manifest, figures=_measured(out, manifest, pieces))
    (out / "card.md").write_text(card(manifest, run, pieces), "utf-8")
    manifest = repack(out, [*manifest.files, "card.md"], manifest)
    return with_index(out, manifest, index_of(pieces))


def index_of(pieces: Sequence[PianoPiece]) -> OriginalityIndex:
    """Of the outer voices of the pieces that were trained on."""
    train = (p for p in pieces if p.split == "train")
    return melodic_index(
        Piece(f"{p.composer}: {p.title}", p.family, outer_lines((n.start, n.pitch) for n in p.sheet.notes))
        for p in train
    )


def _write_net(out: Path, run: RunFolder) -> tuple[dict[str, int], list[str]]:
    config = net_config(settings_of(run.config()["settings"]))
    tensors = load_file(run.path / "best.safetensors")
    weights = StoredWeights.write(out / WEIGHTS, {k: v.astype(np.float32) for k, v in tensors.items()})
    names = [WEIGHTS, *write_lstm_graphs(out, config, weights, [f.name for f in FIELDS])]
    sizes = {
        "state": state_size(config),
        "hidden": sum(hidden_parts(config)),
        "lane": config.lane,
        "columns": WIDTH,
        "cell_columns": CELL_WIDTH,
        "numbers": DENSE,
    }
    return sizes, names


def data_sets(pieces: Sequence[PianoPiece]) -> tuple[DataSet, ...]:
    """The sets behind the training split, each with a digest of exactly those pieces."""
    sets = []
    for source in sorted({p.source for p in pieces}):
        used = [p for p in pieces if p.source == source and p.split == "train"]
        digest = hashlib.sha256("\n".join(sorted(repr((p.file, p.sheet.notes)) for p in used)).encode()).hexdigest()
        licences = Counter(p.licence or USUAL_LICENCE.get(source, "of the user") for p in used).most_common()
        told = ", ".join(f"{licence} ({count})" for licence, count in licences)
        sets.append(DataSet(source, len(used), told, ATTRIBUTION.get(source, "one's own files"), digest))
    return tuple(sets)


def _measured(out: Path, manifest: Manifest, pieces: Sequence[PianoPiece]) -> dict[str, float]:
    """As shipped (int8), exact (fp32), told nothing but metre and pedal; the test families once."""
    shipped, exact = PerfGraphs(out, manifest), PerfGraphs(out, manifest, "fp32")
    valid, test = (judged_pieces(pieces, split) for split in ("valid", "test"))
    return {
        **_figures("valid", shipped, valid, False),
        **_figures("valid_fp32", exact, valid, False),
        **_figures("valid_bare", shipped, valid, True),
        **_figures("test", shipped, test, False),
    }


def judged_pieces(pieces: Sequence[PianoPiece], split: str) -> list[PianoPiece]:
    """Pieces of a split, spread over its files, up to JUDGED_NOTES notes."""
    held = sorted((p for p in pieces if p.split == split), key=lambda p: hashlib.sha256(p.file.encode()).digest())
    chosen: list[PianoPiece] = []
    notes = 0
    for piece in held:
        notes += len(piece.sheet.notes)
        if chosen and notes > JUDGED_NOTES:
            break
        chosen.append(piece)
    return chosen


def _figures(name: str, graphs: PerfGraphs, pieces: Sequence[PianoPiece], untold: bool) -> dict[str, float]:
    told = [context_of(p.sheet, style_weights(((p.style, 1.0),), NAMES)) for p in pieces]
    contexts = [bare(c) for c in told] if untold else told
    figures = score_sheets(graphs, [p.sheet for p in pieces], contexts).figures()
    return {f"{name}_{key}": round(value, 5) for key, value in figures.items()}
