"""From a pop run to its bundle: graphs, weights, figures of held-out songs, what it writes beside real music, card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from musegen_app.bundles.manifest import DataSet, Manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex, Piece, melodic_index
from musegen_app.bundles.pop_graphs import CODEC, PopGraphs
from musegen_app.bundles.pop_scoring import round_trip_f1, score_pieces
from musegen_app.codecs.pop import FIELDS, Part, PopPiece, in_order
from musegen_app.codecs.pop_context import Closed, PopContext, context_of
from musegen_app.codecs.pop_features import WIDTH, signature
from musegen_app.codecs.pop_lane import CELL_WIDTH
from musegen_app.training.export.graph import WEIGHTS, StoredWeights
from musegen_app.training.export.gru_graphs import state_size, write_gru_graphs
from musegen_app.training.export.lstm_graphs import hidden_parts
from musegen_app.training.export.originality import with_index
from musegen_app.training.export.packing import CONFIG, LOG, pack, repack
from musegen_app.training.export.pop_card import card
from musegen_app.training.pop_examples import examples_of
from musegen_app.training.pop_figures import VOICES, line, manner, originality
from musegen_app.training.pop_ngram import PopNgram
from musegen_app.training.pop_takes import free_takes
from musegen_app.training.pop_task import net_config, settings_of
from musegen_app.training.run_folder import RunFolder

SHIPPED = "pop-rnn"
TITLE = "Pop RNN"
DESCRIPTION = (
    "Pop songs on several tracks: chord symbols, a melody, a second one and an accompaniment. Begun from nothing, "
    "continued, fitted to a melody or to chords, or filled in between what stands already."
)
LICENCE = "GPL-3.0-or-later"
ATTRIBUTION = "Music X Lab (Z. Wang, K. Chen, J. Jiang et al. 2020), https://github.com/music-x-lab/POP909-Dataset"
JUDGED_NOTES = 24_000  # of each split: enough for three digits, and a few minutes
LEARNED_PIECES = 500  # that the baseline counts
TAKES, LONGEST_TAKE = 32, 32  # takes from nothing, and their bars at most


def export(out: Path, run: RunFolder, pieces: dict[str, list[PopPiece]], cache: Path | None = None) -> Manifest:
    """Write the bundle and measure it; its name is its folder's. `pieces` by split."""
    out.mkdir(parents=True, exist_ok=True)
    name = out.resolve().name
    sizes, names = _write_net(out, run)
    manifest = Manifest(
        name=name,
        title=TITLE if name == SHIPPED else name,
        family="gru",
        codec=CODEC,
        signature=signature(),
        description=DESCRIPTION,
        licence=LICENCE,
        sizes=sizes,
        data=data_sets(pieces["train"]),
        figures={},
        files={},
    )
    manifest = with_index(out, pack(out, run, names, manifest), _index(pieces["train"]))
    figures = {**_measured(out, manifest, pieces), **_baselines(run, pieces, cache), **_music(out, manifest, pieces)}
    manifest = replace(manifest, figures={key: round(value, 5) for key, value in figures.items()})
    (out / "card.md").write_text(card(manifest, run), "utf-8")
    return repack(out, [*names, LOG, CONFIG, FILE, "card.md"], manifest)


def _write_net(out: Path, run: RunFolder) -> tuple[dict[str, int], list[str]]:
    config = net_config(settings_of(run.config()["settings"]))
    tensors = load_file(run.path / "best.safetensors")
    weights = StoredWeights.write(out / WEIGHTS, {k: v.astype(np.float32) for k, v in tensors.items()})
    names = [WEIGHTS, *write_gru_graphs(out, config, weights, [f.name for f in FIELDS])]
    sizes = {
        "state": state_size(config),
        "hidden": sum(hidden_parts(config)),
        "lane": config.lane,
        "columns": WIDTH,
        "cell_columns": CELL_WIDTH,
    }
    return sizes, names


def data_sets(train: Sequence[PopPiece]) -> tuple[DataSet, ...]:
    """The set behind the training split, with a digest of exactly those pieces."""
    digest = hashlib.sha256("\n".join(sorted(repr((p.title, p.chords, p.notes)) for p in train)).encode()).hexdigest()
    licence = "MIT (arrangements; the songs themselves are under copyright)"
    sources = sorted({p.source for p in train})
    return tuple(
        DataSet(s, len({p.title for p in train if p.source == s}), licence, ATTRIBUTION, digest) for s in sources
    )


def _index(train: Sequence[PopPiece]) -> OriginalityIndex:
    """Leads and the upper line of accompaniments, a song a family."""
    return melodic_index(
        Piece(p.title, p.title, tuple([(n.start, n.pitch) for n in line(p, part)] for part in VOICES.values()))
        for p in train
    )


def _measured(out: Path, manifest: Manifest, pieces: dict[str, list[PopPiece]]) -> dict[str, float]:
    """As shipped (int8) and exact (fp32), with the lead given; the test songs once."""
    shipped, exact = PopGraphs(out, manifest), PopGraphs(out, manifest, "fp32")
    valid, test = judged(pieces["valid"]), judged(pieces["test"])
    return {
        **_figures("valid", shipped, valid, False),
        **_figures("valid_fp32", exact, valid, False),
        **_figures("test", shipped, test, False),
        **_figures("test_lead_given", shipped, test, True),
        "test_round_trip_f1": round_trip_f1(test),
    }


def _figures(name: str, graphs: PopGraphs, pieces: Sequence[PopPiece], lead: bool) -> dict[str, float]:
    contexts = [lead_given(p) if lead else context_of(p) for p in pieces]
    return {f"{name}_{key}": value for key, value in score_pieces(graphs, pieces, contexts).figures().items()}


def lead_given(piece: PopPiece) -> PopContext:
    """What is told when the lead is to be accompanied."""
    lead = tuple(n for n in in_order(piece.notes, piece.length) if n.part == Part.LEAD)
    return replace(context_of(piece), notes=lead, closed=(Closed(Part.LEAD, 0, piece.length),))


def judged(pieces: Sequence[PopPiece], notes: int = JUDGED_NOTES) -> list[PopPiece]:
    """Pieces of a split, spread over its songs, up to so many notes."""
    order = sorted(pieces, key=lambda p: hashlib.sha256(f"{p.title}|{len(p.notes)}".encode()).digest())
    chosen: list[PopPiece] = []
    for piece in order:
        notes -= len(piece.notes)
        if chosen and notes < 0:
            break
        chosen.append(piece)
    return chosen


def _baselines(run: RunFolder, pieces: dict[str, list[PopPiece]], cache: Path | None) -> dict[str, float]:
    """Counts alone and mixed n-grams on the judged test pieces; kept in the run folder, for they take minutes."""
    place = run.path / "baselines.json"
    if place.exists():
        return dict(json.loads(place.read_text("utf-8")))
    learned = examples_of(judged(pieces["train"], 1 << 60)[:LEARNED_PIECES], cache)
    test = examples_of(judged(pieces["test"]), cache)
    figures: dict[str, float] = {}
    for name, order in (("zero_order", 0), ("ngram", 9)):
        counts = PopNgram(order)
        counts.learn(learned)
        figures |= {f"test_{name}_{key}": value for key, value in counts.nats(test).items()}
    place.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def _music(out: Path, manifest: Manifest, pieces: dict[str, list[PopPiece]]) -> dict[str, float]:
    """Takes from nothing beside the held-out pieces whose key, length and density they were asked for."""
    asked = judged(pieces["valid"], 1 << 60)[:TAKES]
    contexts = [_short(context_of(p)) for p in asked]
    takes = free_takes(PopGraphs(out, manifest), contexts, rng_seed=0)
    held, learned = [*pieces["valid"], *pieces["test"]], pieces["train"]
    return {
        **{f"takes_{key}": value for key, value in manner(takes).items()},
        **{f"real_{key}": value for key, value in manner(held).items()},
        **{f"takes_{key}": value for key, value in originality(takes, learned).items()},
        **{f"floor_{key}": value for key, value in originality([_cut(p) for p in asked], learned).items()},
    }


def _short(context: PopContext) -> PopContext:
    assert context.length is not None
    return replace(context, length=min(context.length, LONGEST_TAKE * context.bar))


def _cut(piece: PopPiece) -> PopPiece:
    """As long as its take."""
    end = min(piece.length, LONGEST_TAKE * 2 * piece.half)
    return replace(
        piece, chords=piece.chords[: end // piece.half], notes=tuple(n for n in piece.notes if n.start < end)
    )
