"""Packs a chorale net, its machine and its figures as a bundle folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import nn

from musegen_app.bundles.manifest import DataSet, FileEntry, Manifest, sha256_of
from musegen_app.bundles.satb16_graphs import NADE
from musegen_app.codecs.satb16_features import signature
from musegen_app.nets.satb_past import VOICES, SatbConfig
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.satb_graphs import write_satb_graphs

RBM_PREFIX = "rbm."


@dataclass(frozen=True)
class SatbText:
    """What a reader of the bundle is told. `heads`: the samplers of the bundle, the usual one first."""

    name: str
    title: str
    description: str
    licence: str
    data: tuple[DataSet, ...]
    heads: tuple[str, ...] = (NADE,)


def write_satb(folder: Path, config: SatbConfig, net: nn.Module, rbm: nn.Module | None, text: SatbText) -> Manifest:
    """Weights, graphs and manifest of trained nets, without figures yet."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.numpy().astype(np.float32) for name, value in net.state_dict().items()}
    if rbm is not None:
        tensors |= {RBM_PREFIX + name: value.numpy().astype(np.float32) for name, value in rbm.state_dict().items()}
    weights = StoredWeights.write(folder / WEIGHTS, tensors)
    names = [WEIGHTS, *write_satb_graphs(folder, config, weights, rbm is not None)]
    sizes = {
        "state": config.hidden,
        "history": config.history,
        "lane": config.lane,
        "prepared": VOICES * config.head,
        "units": config.units if rbm is not None else 0,
    }
    heads = list(text.heads) if rbm is not None else [NADE]
    files = _entries(folder, names)
    manifest = Manifest(
        text.name,
        text.title,
        "rnn-rbm",
        "satb16",
        signature(),
        text.description,
        text.licence,
        sizes,
        text.data,
        {},
        files,
        extras={"styles": heads},
    )
    manifest.write(folder)
    return manifest


def finish(folder: Path, manifest: Manifest, figures: dict[str, float], texts: dict[str, str]) -> Manifest:
    """Figures, and files such as the card, into the bundle."""
    for name, content in texts.items():
        (folder / name).write_text(content, "utf-8")
    files = {**manifest.files, **_entries(folder, list(texts))}
    manifest = replace(manifest, figures=figures, files=files)
    manifest.write(folder)
    return manifest


def _entries(folder: Path, names: Sequence[str]) -> dict[str, FileEntry]:
    return {name: FileEntry((folder / name).stat().st_size, sha256_of(folder / name)) for name in sorted(names)}
