"""Packs trained nets as a bundle folder. Nothing in the folder is pickle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from musegen_app.bundles.manifest import DataSet, FileEntry, Manifest, sha256_of
from musegen_app.codecs import lead_chords, lead_features
from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_lane import CELL_WIDTH
from musegen_app.training.chords import chord_config
from musegen_app.training.export.chords_graph import PREFIX, write_chords_graph
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.lstm_graphs import hidden_parts, state_size, write_lstm_graphs
from musegen_app.training.lead_settings import LeadSettings
from musegen_app.training.lead_task import net_config


@dataclass(frozen=True)
class BundleText:
    """What a reader of the bundle is told."""

    name: str
    title: str
    description: str
    licence: str
    data: tuple[DataSet, ...]
    figures: dict[str, float]


def write_bundle(folder: Path, run: Path, chords_run: Path | None, text: BundleText) -> Manifest:
    """Write weights, graphs, training log and manifest of a finished run (its best net) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    config = net_config(LeadSettings.read(run / "config.json"))
    tensors = load_file(run / "best.safetensors")
    sizes = {
        "state": state_size(config),
        "hidden": sum(hidden_parts(config)),
        "lane": config.lane,
        "columns": lead_features.WIDTH,
        "cell_columns": CELL_WIDTH,
        "chord_state": 0,
        "chord_columns": 0,
    }
    chords = chord_config()
    if chords_run is not None:
        tensors |= {PREFIX + k: v for k, v in load_file(chords_run / "best.safetensors").items()}
        sizes |= {"chord_state": chords.hidden, "chord_columns": len(chords.column_sizes)}
    weights = StoredWeights.write(folder / WEIGHTS, {k: v.astype(np.float32) for k, v in tensors.items()})
    names = [WEIGHTS, *write_lstm_graphs(folder, config, weights, [f.name for f in FIELDS])]
    if chords_run is not None:
        write_chords_graph(folder / "chords.onnx", chords, weights)
        names.append("chords.onnx")
    (folder / "training.jsonl").write_bytes((run / "log.jsonl").read_bytes())
    (folder / "training.json").write_bytes((run / "config.json").read_bytes())
    names += ["training.jsonl", "training.json"]
    manifest = _manifest(folder, names, sizes, text)
    manifest.write(folder)
    return manifest


def _manifest(folder: Path, names: list[str], sizes: dict[str, int], text: BundleText) -> Manifest:
    files = {name: FileEntry((folder / name).stat().st_size, sha256_of(folder / name)) for name in sorted(names)}
    return Manifest(
        text.name,
        text.title,
        "lstm",
        "lead",
        lead_features.signature(),
        text.description,
        text.licence,
        sizes,
        text.data,
        text.figures,
        files,
        chord_signature=lead_chords.signature() if sizes["chord_state"] else "",
    )
