"""Packs a trained `abc-char` run as a bundle folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from musegen_app.bundles.abc_graphs import CODEC, AbcGraphs
from musegen_app.bundles.abc_scoring import nats_of_texts
from musegen_app.bundles.abc_songs import notes_of
from musegen_app.bundles.manifest import DataSet, Manifest
from musegen_app.bundles.originality import OriginalityIndex, Piece, melodic_index
from musegen_app.codecs.abc_text import signature
from musegen_app.codecs.abc_tracker import SIZES
from musegen_app.training.abc_task import AbcCorpus, config_of
from musegen_app.training.attribution import SETS
from musegen_app.training.export.char_graph import state_size, write_char_graphs
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.originality import with_index
from musegen_app.training.export.packing import CARD, pack, repack
from musegen_app.training.export.small_cards import write_abc_card
from musegen_app.training.run_folder import RunFolder

TITLE = "ABC characters"
DESCRIPTION = (
    "A small net that writes folk tunes letter by letter, as ABC text: British and American dance tunes with chord "
    "symbols. The classic character-RNN, with a sense of where the bar stands."
)


def write_bundle(run: RunFolder, corpus: AbcCorpus, out: Path) -> Manifest:
    """Weights, graphs, log, manifest and card of the run's best net; figures are measured with the int8 graph."""
    out.mkdir(parents=True, exist_ok=True)
    settings = run.config()["settings"]
    config = config_of(settings)
    tensors = load_file(run.path / "best.safetensors")
    weights = StoredWeights.write(out / WEIGHTS, {name: value.astype(np.float32) for name, value in tensors.items()})
    names = [WEIGHTS, *write_char_graphs(out, config, weights)]
    manifest = Manifest(
        name="abc-char",
        title=TITLE,
        family="text",
        codec=CODEC,
        signature=signature(SIZES),
        description=DESCRIPTION,
        licence="GPL-3.0-or-later",
        sizes={"state": state_size(config), "plain": int(settings["plain"])},
        data=(_data(corpus),),
        figures={},
        files={},
    )
    manifest = with_index(out, pack(out, run, names, manifest), _index(corpus))
    manifest = replace(manifest, figures=_figures(out, manifest, corpus))
    (out / CARD).write_text(write_abc_card(manifest, run), "utf-8")
    return repack(out, [*manifest.files, CARD], manifest)


def _data(corpus: AbcCorpus) -> DataSet:
    """What was learned from; of files of somebody's own nobody here knows the licence."""
    licence, words = SETS.get(corpus.source, ("that of the files", "files of one's own"))
    return DataSet(corpus.source, len(corpus.texts["train"]), licence, words, corpus.sha256)


def _index(corpus: AbcCorpus) -> OriginalityIndex:
    """Of the tunes as heard. A title is a family; what three of them share is idiom."""
    tunes = zip(corpus.titles, corpus.texts["train"], strict=True)
    return melodic_index(
        Piece(title, title, (tuple((n.start_tick, n.pitch) for n in notes_of(text)),)) for title, text in tunes
    )


def _figures(folder: Path, manifest: Manifest, corpus: AbcCorpus) -> dict[str, float]:
    """Nats per character on families that were held out, as shipped and in full precision."""
    figures: dict[str, float] = {}
    for split, precision in (("valid", "int8"), ("valid", "fp32"), ("test", "int8")):
        texts = corpus.texts[split]
        if not texts:
            continue
        graphs = AbcGraphs(folder, manifest, "int8" if precision == "int8" else "fp32")
        nats = sum(nats_of_texts(graphs, texts)) / sum(len(t) + 1 for t in texts)
        name = f"{split}_nats_per_character" if precision == "int8" else f"{split}_fp32_nats_per_character"
        figures[name] = round(nats, 5)
    return figures
