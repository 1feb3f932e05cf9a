"""Rebuilds the shipped bundle `chorale-rnn-rbm` from a finished run, measures it and writes its card.

musegen train chorale-rnn-rbm jsb_chorales js_fake_chorales --out models/chorale-rnn-rbm
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.originality import OriginalityIndex, Piece, melodic_index
from musegen_app.bundles.satb16_graphs import NADE, RBM, SatbGraphs
from musegen_app.bundles.satb16_scoring import piece_nats
from musegen_app.codecs.satb16 import SILENCE, VOICES, SatbContext
from musegen_app.nets.rnn_rbm import SoftmaxRbm
from musegen_app.training.corpus.chorale_corpus import ChoraleCorpus
from musegen_app.training.corpus.chorales import JS_FAKE, JSB, Chorale
from musegen_app.training.export.chorale_card import card
from musegen_app.training.export.originality import with_index
from musegen_app.training.export.satb import SatbText, finish, write_satb
from musegen_app.training.recipes.chorale_task import trained
from musegen_app.training.run_folder import RunFolder

SHIPPED = "chorale-rnn-rbm"
TITLE = "Chorale RNN-RBM"
DESCRIPTION = (
    "Chorales for four voices: continued from your seed or begun from nothing, bars filled in, a melody harmonised, "
    "notes varied."
)
LICENCE = "CC-BY-4.0"
_FOR_PRECISION = 12  # validation pieces that int8 and fp32 are compared on


def export(out: Path, run: RunFolder, machine: RunFolder | None, corpus: ChoraleCorpus) -> Manifest:
    """Write the bundle, measure it on held-out pieces, write figures and card."""
    name = out.resolve().name
    net, settings = trained(run)
    rbm = None
    if machine is not None:
        rbm = SoftmaxRbm(net.config)
        machine.load_best(rbm)
    title = TITLE if name == SHIPPED else name
    text = SatbText(name, title, DESCRIPTION, LICENCE, corpus.data_sets(), (NADE, RBM))
    manifest = write_satb(out, net.config, net, rbm, text)
    figures = measured(out, manifest, corpus.pieces)
    records, rbm_records = run.records(), machine.records() if machine is not None else []
    texts = {
        "training.jsonl": _lines(records),
        "training.json": json.dumps(run.config() or settings, indent=1) + "\n",
        "card.md": card(manifest, figures, records, rbm_records),
    }
    if rbm_records:
        texts["training_rbm.jsonl"] = _lines(rbm_records)
    return with_index(out, finish(out, manifest, figures, texts), index_of(corpus.pieces))


def index_of(pieces: Sequence[Chorale]) -> OriginalityIndex:
    """Every voice of the training chorales."""
    train = [p for p in pieces if p.split == "train"]
    return melodic_index(Piece(p.title, p.title, tuple(_line(p, v) for v in range(VOICES))) for p in train)


def _line(piece: Chorale, voice: int) -> list[tuple[int, int]]:
    """(step, pitch) of the notes of one voice."""
    pitches = piece.frames.pitches[:, voice]
    begins = np.flatnonzero(piece.frames.onsets[:, voice] & (pitches > SILENCE))
    return [(int(t), int(pitches[t])) for t in begins]


def measured(out: Path, manifest: Manifest, pieces: Sequence[Chorale]) -> dict[str, float]:
    """Nats of all that is drawn per cell (4 × sixteenths) and per note, on held-out pieces; on some also in fp32."""
    found: dict[str, float] = {}
    shipped, exact = SatbGraphs(out, manifest), SatbGraphs(out, manifest, "fp32")
    for source, short in ((JSB, "jsb"), (JS_FAKE, "js_fake")):
        for split in ("valid", "test"):
            some = [p for p in pieces if p.source == source and p.split == split]
            found |= _figures(f"{short}_{split}", shipped, some)
    some = [p for p in pieces if p.source == JSB and p.split == "valid"][:_FOR_PRECISION]
    return found | _figures("jsb_some", shipped, some) | _figures("jsb_some_fp32", exact, some)


def _figures(name: str, graphs: SatbGraphs, pieces: Sequence[Chorale]) -> dict[str, float]:
    if not pieces:
        return {}
    cell, note = _nats(graphs, pieces)
    return {f"{name}_nats_per_cell": round(cell, 5), f"{name}_nats_per_note": round(note, 5)}


def _nats(graphs: SatbGraphs, pieces: Sequence[Chorale]) -> tuple[float, float]:
    """Per cell and per note; nothing is told of a piece but the place in the beat."""
    nats = cells = notes = 0.0
    for piece in pieces:
        context = SatbContext(pickup=piece.context.pickup % 4)
        nats += float(piece_nats(graphs, piece.frames, context, piece.merged).sum())
        cells += VOICES * piece.frames.steps
        notes += int((piece.frames.onsets & (piece.frames.pitches > SILENCE)).sum())
    return nats / max(cells, 1), nats / max(notes, 1)


def _lines(records: Sequence[dict[str, float]]) -> str:
    return "".join(json.dumps(r) + "\n" for r in records)
