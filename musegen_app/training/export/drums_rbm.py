"""Packs a trained `drums-rbm` run as a bundle folder: weights only, numpy runs them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor

from musegen_app.bundles.drums_graphs import CODEC, shapes
from musegen_app.bundles.manifest import DataSet, Manifest
from musegen_app.codecs.drums import signature
from musegen_app.codecs.drums_context import DENSITIES, STYLES
from musegen_app.nets.drum_rbm import DrumNet
from musegen_app.training.corpus.groove import SOURCE
from musegen_app.training.drums_task import DrumCorpus, batch_of, config_of, pattern_nats, touch_nats
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.originality import index_of_drums, with_index
from musegen_app.training.export.packing import CARD, pack
from musegen_app.training.export.small_cards import write_drums_card
from musegen_app.training.run_folder import RunFolder

TITLE = "Drums RBM"
DESCRIPTION = (
    "Drum patterns bar by bar with dynamics and human timing, in sixteen styles: goes on from yours, fills in what you "
    "did not draw, varies it, or begins from nothing."
)
ATTRIBUTION = "Groove MIDI Dataset, Google LLC; J. Gillick, A. Roberts, J. Engel, D. Eck, D. Bamman, 2019"
MEASURED = 500  # bars of each split, evenly taken


def write_bundle(run: RunFolder, corpus: DrumCorpus, out: Path) -> Manifest:
    """Weights, log and manifest of the run's best net."""
    out.mkdir(parents=True, exist_ok=True)
    settings = run.config()["settings"]
    tensors = load_file(run.path / "best.safetensors")
    kept = {name: tensors[name].astype(np.float32) for name in shapes(settings["units"], settings["touch"])}
    stored = StoredWeights.write(out / WEIGHTS, kept)
    net = DrumNet(config_of(settings))
    net.load_state_dict({name: torch.from_numpy(value) for name, value in stored.values.items()}, strict=True)
    manifest = Manifest(
        name="drums-rbm",
        title=TITLE,
        family="rbm",
        codec=CODEC,
        signature=signature(STYLES),
        description=DESCRIPTION,
        licence="CC-BY-4.0",
        sizes={"units": settings["units"], "touch": settings["touch"]},
        data=(DataSet(SOURCE, corpus.pieces.get("train", 0), "CC BY 4.0", ATTRIBUTION, corpus.sha256),),
        figures=_figures(net.eval(), corpus),
        files={},
        extras={"styles": list(STYLES), "densities": list(DENSITIES), "fills": ["fill"]},
    )
    (out / CARD).write_text(write_drums_card(manifest, run), "utf-8")
    return with_index(out, pack(out, run, [WEIGHTS, CARD], manifest), index_of_drums(corpus.reports))


@torch.no_grad()
def _figures(net: DrumNet, corpus: DrumCorpus) -> dict[str, float]:
    """Nats a bar of held-out performances, if there are any."""
    figures: dict[str, float] = {}
    for split in ("valid", "test"):
        bars = corpus.bars[split]
        if not bars:
            continue
        some = bars[:: max(1, len(bars) // MEASURED)]
        batch = batch_of(some)
        torch.manual_seed(0)
        pattern: Tensor = pattern_nats(net, batch, chains=8, steps=200)
        loud, early = touch_nats(net.touch(batch.touch_inputs), batch).tolist()
        hits = sum(len(t.bar.hits) for t in some)
        figures[f"{split}_pattern_nats_per_bar"] = round(float(pattern.mean()), 4)
        figures[f"{split}_velocity_nats_per_hit"] = round(loud / hits, 4)
        figures[f"{split}_offset_nats_per_hit"] = round(early / hits, 4)
        figures[f"{split}_nats_per_note"] = round((float(pattern.sum()) + loud + early) / hits, 4)
    return figures
