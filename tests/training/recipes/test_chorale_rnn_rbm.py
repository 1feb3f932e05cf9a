"""From toy chorales to a bundle that plays and is measured; nothing is looked at that has not been heard yet."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from musegen_app.bundles.families import FIGURES, open_checked  # noqa: E402
from musegen_app.bundles.manifest import read_manifest  # noqa: E402
from musegen_app.bundles.satb16_graphs import SatbGraphs  # noqa: E402
from musegen_app.bundles.satb16_scoring import hear, piece_nats  # noqa: E402
from musegen_app.codecs.satb16 import HOLD, LOW, VOICES, Frames, SatbContext  # noqa: E402
from musegen_app.nets.rnn_rbm import SoftmaxRbm  # noqa: E402
from musegen_app.sampling.messages import Begin, Hearing, Operation, Steering  # noqa: E402
from musegen_app.sampling.offline import generate_batch  # noqa: E402
from musegen_app.score.model import Note, Score, Track  # noqa: E402
from musegen_app.training.config import RunConfig  # noqa: E402
from musegen_app.training.corpus.chorale_corpus import ChoraleCorpus  # noqa: E402
from musegen_app.training.corpus.chorales import metre_of, phrase_ends  # noqa: E402
from musegen_app.training.fit import Fit  # noqa: E402
from musegen_app.training.progress import Quiet  # noqa: E402
from musegen_app.training.recipes.chorale_batches import Example, View, collate, known_cells, plain  # noqa: E402
from musegen_app.training.recipes.chorale_rnn_rbm import MACHINE, RECIPE, bundle, machine_task, prepare, task  # noqa: E402
from musegen_app.training.recipes.chorale_task import ChoraleNade, nade_nats  # noqa: E402
from musegen_app.training.run_folder import RunFolder  # noqa: E402

pytestmark = pytest.mark.torch
TINY = {"embedding": 12, "hidden": 10, "lane": 6, "head": 8, "batches": 2, "windows": 2, "steps": 24, "js_fake": False}
SETTINGS: dict[str, Any] = {**RECIPE.settings, **TINY}


def toy_piece(rng: np.random.Generator) -> list[list[int]]:
    """Quarters of a few chords, four sixteenths each."""
    chords = np.array([[72, 67, 60, 48], [71, 67, 62, 43], [72, 65, 60, 41], [72, 67, 64, 48]])
    return np.repeat(chords[rng.integers(0, 4, 10)], 4, axis=0).tolist()


@pytest.fixture
def corpus(tmp_path: Path) -> ChoraleCorpus:
    rng = np.random.default_rng(0)
    table = {split: [toy_piece(rng) for _ in range(3)] for split in ("train", "valid", "test")}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Jsb16thSeparated.json").write_text(json.dumps(table))
    return prepare([tmp_path / "data"], tmp_path, 1)


def trained_run(corpus: ChoraleCorpus, folder: Path) -> RunFolder:
    """A run of one epoch, the machine's below it."""
    run, config = RunFolder(folder), RunConfig(epochs=1)
    run.keep({"recipe": RECIPE.name, "run": {}, "settings": SETTINGS})
    Fit(task(corpus, SETTINGS), config, run, Quiet()).run()
    corpus.run = folder
    settings = {**RECIPE.parts[0].settings, **{k: TINY[k] for k in ("batches", "windows", "steps")}}
    Fit(machine_task(corpus, settings), config, RunFolder(folder / MACHINE), Quiet()).run()
    return run


@pytest.fixture
def made(corpus: ChoraleCorpus, tmp_path: Path) -> Path:
    out = tmp_path / "toy-chorale"
    bundle(trained_run(corpus, tmp_path / "run"), corpus, out)
    return out


@pytest.mark.slow
def test_the_bundle_plays_with_both_heads_and_is_measured(made: Path) -> None:
    family, opened = open_checked(made)
    manifest = read_manifest(made)
    assert manifest.extras["styles"] == ["nade", "rbm"]
    assert {"card.md", "training.jsonl", "training_rbm.jsonl"} <= set(manifest.files)
    for head in manifest.extras["styles"]:
        begin = Begin(
            0, Score(), 1, 0, 0, 2, Steering(), Hearing(), 3, 1 << 60, operation=Operation(style=((head, 1.0),))
        )
        alone, beside = generate_batch(made, begin, 1)[0], generate_batch(made, begin, 3)[0]
        assert alone.notes
        assert [(n.start_tick, n.pitch) for n in alone.notes] == [(n.start_tick, n.pitch) for n in beside.notes]
    figures = family.measure(opened, [four_tracks()])
    assert set(FIGURES) <= set(figures)
    assert figures["round_trip_f1"] == 1.0
    assert figures["coverage"] == 1.0


@pytest.mark.slow
def test_the_graphs_say_what_the_net_says(made: Path, corpus: ChoraleCorpus, tmp_path: Path) -> None:
    net = task(corpus, SETTINGS).make_net()
    assert isinstance(net, ChoraleNade)
    RunFolder(tmp_path / "run").load_best(net)
    example = Example.of(corpus.pieces[3])
    batch = collate([plain(example)], np.random.default_rng(0))
    with torch.no_grad():
        expected = nade_nats(net.eval(), batch).numpy()
    context = SatbContext(pickup=example.piece.context.pickup % 4)
    for precision, within in (("fp32", 0.01), ("int8", 0.1)):
        graphs = SatbGraphs(made, read_manifest(made), precision)  # type: ignore[arg-type]
        found = piece_nats(graphs, example.piece.frames, context, merged=True)
        assert np.abs(found - expected).max() < within
    rbm = SoftmaxRbm(net.config)
    RunFolder(tmp_path / "run" / MACHINE).load_best(rbm)
    history = torch.rand(2, net.config.history) * 2 - 1
    with torch.no_grad():
        units = rbm.to_units(history).numpy()
    assert np.abs(SatbGraphs(made, read_manifest(made), "fp32").machine(history.numpy()) - units).max() < 0.01


def four_tracks() -> Score:
    lines = ([72, 74, 76], [67, 69, 67], [60, 60, 64], [48, 53, 48])
    tracks = [
        Track(id=i + 1, notes=tuple(Note(n * 960, 960, p) for n, p in enumerate(line))) for i, line in enumerate(lines)
    ]
    return Score(tracks=tuple(tracks))


def test_nothing_in_a_row_knows_what_comes(corpus: ChoraleCorpus) -> None:
    example = Example.of(corpus.pieces[0])
    frames = example.piece.frames
    changed = frames.pitches.copy()
    changed[20:] = np.maximum(changed[20:] - 2, LOW)
    other = Example.of(replace(example.piece, frames=Frames(changed, frames.onsets)))
    assert (other.music[:21] == example.music[:21]).all()
    assert (other.music[21:] != example.music[21:]).any()


def test_a_fixed_cell_is_not_counted_and_is_in_the_lane(corpus: ChoraleCorpus) -> None:
    view = View(Example.of(corpus.pieces[0]), 0, 40, lane="soprano")
    batch = collate([view], np.random.default_rng(0))
    assert batch.cells is not None
    assert not batch.counted[:, 0].any()
    assert batch.counted[:, 1:].all()
    assert (batch.cells[:, 0, 1] > 0).all()
    assert (batch.given[3][:, 0] > 0).all()  # the bass hears the soprano, wherever it stands in the order


@pytest.mark.parametrize("lane", ["voice", "voices", "after", "cells", "end"])
def test_lanes_fix_something_and_leave_something(corpus: ChoraleCorpus, lane: str) -> None:
    frames = corpus.pieces[0].frames
    shares = [known_cells(frames, lane, np.random.default_rng(i)).mean() for i in range(20)]
    assert 0.0 < np.mean(shares) < 1.0


def test_where_a_hold_may_be_a_repeat_both_count(corpus: ChoraleCorpus) -> None:
    net = task(corpus, SETTINGS).make_net().eval()
    piece = corpus.pieces[0]
    nats = [
        nade_nats(net, collate([plain(Example.of(replace(piece, merged=m)))], np.random.default_rng(0)))  # type: ignore[arg-type]
        for m in (True, False)
    ]
    held = torch.from_numpy(piece.frames.values() == HOLD)
    assert (nats[0][held] < nats[1][held]).all()
    assert torch.equal(nats[0][~held], nats[1][~held])


def test_metre_and_phrases_are_heard() -> None:
    beats = [16] + [4, 4, 8] * 6
    onsets = np.zeros((sum(beats), VOICES), bool)
    onsets[np.cumsum([0, *beats[:-1]])] = True
    pitches = np.full((sum(beats), VOICES), 60)
    frames = Frames(pitches, onsets)
    assert metre_of(frames)[0] in (0, 16)
    assert phrase_ends(frames)[0] == 0
    assert phrase_ends(frames)[-1] == sum(beats) - 8


def test_a_song_is_heard_from_its_bar_line() -> None:
    found = hear(four_tracks())
    assert found is not None
    assert found.frames.steps == 12
    assert found.context.bar == 16
    assert hear(Score()) is None
