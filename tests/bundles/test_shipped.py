"""Every bundle in `models/`: small, whole, without pickle, told apart from noise by its figures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.manifest import MANIFEST, check_files, read_manifest
from musegen_app.bundles.scoring import score
from musegen_app.bundles.weights import load_weights
from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_context import LeadContext, lane_of
from musegen_app.codecs.lead_lane import Lane
from musegen_app.codecs.lead_sheet import LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.sampling.families import CATALOG
from musegen_app.score.keys import Key

MODELS = Path(__file__).parents[2] / "models"
BUNDLES = sorted(p.parent for p in MODELS.glob(f"*/{MANIFEST}"))
LARGEST = 15_000_000  # bytes
SAFE = {".json", ".jsonl", ".safetensors", ".onnx", ".md", ".bin"}


@pytest.fixture(params=BUNDLES, ids=lambda p: p.name)
def folder(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(params=[b for b in BUNDLES if read_manifest(b).codec == "lead"], ids=lambda p: p.name)
def lead(request: pytest.FixtureRequest) -> Path:
    """A bundle that writes melodies as events."""
    path: Path = request.param
    return path


def test_there_is_one() -> None:
    assert "folk-lstm" in [b.name for b in BUNDLES]


def test_it_is_small_and_whole(folder: Path) -> None:
    check_files(folder, read_manifest(folder))
    assert sum(p.stat().st_size for p in folder.iterdir()) < LARGEST
    assert {p.name for p in folder.iterdir()} == {MANIFEST, *read_manifest(folder).files}


def test_nothing_in_it_is_pickle(folder: Path) -> None:
    """A safetensors file begins with the length of its header: 640 looks like a pickle's first two bytes."""
    assert {p.suffix for p in folder.iterdir()} <= SAFE
    begins = {p.name: p.read_bytes()[:8] for p in folder.iterdir()}
    marks = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"PK")
    assert not [name for name, begin in begins.items() if begin[:2] in marks and any(begin[2:])]


def test_its_weights_are_finite_and_no_larger_than_needed(folder: Path) -> None:
    weights = load_weights(folder, read_manifest(folder))
    assert {w.dtype.itemsize for w in weights.values()} <= {1, 2}  # halves, or smaller
    assert all(np.isfinite(w).all() for w in weights.values())


def test_its_card_names_the_sets_and_their_licences(folder: Path) -> None:
    manifest, card = read_manifest(folder), (folder / "card.md").read_text("utf-8")
    assert manifest.data
    for entry in manifest.data:
        assert entry.name in card
        assert entry.licence in card
        assert entry.attribution in card
        assert entry.pieces > 0
    assert any(f"{value:.{digits}f}" in card for value in manifest.figures.values() for digits in (2, 3))


def test_int8_costs_at_most_half_a_percent(folder: Path) -> None:
    """Wherever a figure was measured with the exact weights, too."""
    figures = read_manifest(folder).figures
    assert all(map(math.isfinite, figures.values()))
    exact = [name for name in figures if "fp32_" in name and "nats" in name]
    for name in exact:
        assert figures[name.replace("fp32_", "")] <= 1.005 * figures[name]


def test_it_has_a_codec_that_can_be_played(folder: Path) -> None:
    assert read_manifest(folder).codec in CATALOG


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_it_gives_probabilities(lead: Path, precision: str) -> None:
    graphs = StepGraphs(lead, "int8" if precision == "int8" else "fp32")
    tracker = LeadTracker(LeadContext(length=192, key=Key(2), tune_type=TuneType.REEL))
    lane = graphs.lane_vectors(tracker.lane.cells(tracker.metre))
    hidden, state = graphs.step(graphs.zero_state(), tracker.features()[None], lane)
    assert state.shape == graphs.zero_state().shape
    chosen = np.zeros((1, 0), np.int64)
    for field, spec in enumerate(FIELDS):
        logp = graphs.head(field, hidden, chosen)
        assert logp.shape == (1, spec.size)
        assert np.exp(logp).sum() == pytest.approx(1, abs=1e-4)
        chosen = np.concatenate([chosen, logp.argmax(axis=1)[:, None]], axis=1)


def test_sixteen_takes_are_each_the_same_bits_as_alone(lead: Path) -> None:
    graphs = StepGraphs(lead)
    rng = np.random.default_rng(7)
    rows = np.stack([LeadTracker(LeadContext(length=96 * k, key=Key(k % 12))).features() for k in range(1, 17)])
    state = rng.uniform(-1, 1, (16, graphs.state_size)).astype(np.float32)
    lane = rng.uniform(-1, 1, (16, graphs.lane_size)).astype(np.float32)
    hidden, after = graphs.step(state, rows, lane)
    chosen = np.tile(np.array([[0, 6]]), (16, 1))
    for k in range(16):
        row = slice(k, k + 1)
        hidden_k, after_k = graphs.step(state[row], rows[row], lane[row])
        assert (hidden_k == hidden[row]).all()
        assert (after_k == after[row]).all()
        for field in range(3):
            assert (
                graphs.head(field, hidden_k, chosen[row, :field]) == graphs.head(field, hidden, chosen[:, :field])[row]
            ).all()


def scale(length: int) -> LeadSheet:
    """A little reel in D that comes back: A A."""
    steps = (62, 66, 69, 66, 71, 69, 66, 64)
    notes = tuple(LeadNote(6 * i, 6, steps[(i * i // 3) % 8]) for i in range(64))
    again = tuple(LeadNote(n.start + 384, 6, n.pitch) for n in notes)
    sections = (LeadSection(0, "A", 0), LeadSection(384, "A", 1))
    return LeadSheet("", "", "", TuneType.REEL, 4, 4, 0, length, Key(2), notes + again, (), sections)


def test_it_expects_a_tune_to_come_back(lead: Path) -> None:
    """The second A costs far less than the first."""
    graphs = StepGraphs(lead)
    sheet = scale(768)
    first = LeadSheet(**{**{f: getattr(sheet, f) for f in sheet.__slots__}, "notes": sheet.notes[:64], "length": 384})
    both, one = score([sheet], graphs), score([first], graphs)
    assert both.nats - one.nats < 0.35 * one.nats


def test_it_knows_a_melody_from_noise(lead: Path) -> None:
    graphs = StepGraphs(lead)
    rng = np.random.default_rng(1)
    sheet = scale(768)
    noise = tuple(LeadNote(n.start, n.duration, int(rng.integers(55, 85))) for n in sheet.notes)
    noisy = LeadSheet(**{**{f: getattr(sheet, f) for f in sheet.__slots__}, "notes": noise})
    assert score([noisy], graphs).nats > 2 * score([sheet], graphs).nats
    assert score([sheet], graphs).figures()["coverage"] == 1.0


def test_what_is_fixed_ahead_is_expected_there(lead: Path) -> None:
    """With the lane told, the fixed note is much likelier than without: harmonic goals work without retraining."""
    graphs = StepGraphs(lead)
    notes = tuple(LeadNote(12 * i, 12, 62 + (0, 2, 4, 7)[i % 4]) for i in range(16))
    context = LeadContext(length=192, key=Key(2), lane=lane_of(notes, 192))
    tracker = LeadTracker(context)
    vectors = graphs.lane_vectors(tracker.lane.cells(tracker.metre))
    assert vectors.shape == (17, graphs.lane_size)
    hidden, _ = graphs.step(graphs.zero_state(), tracker.features()[None], vectors[tracker.lane_index][None])
    blind, _ = graphs.step(
        graphs.zero_state(), LeadTracker(LeadContext(length=192, key=Key(2))).features()[None], vectors[-1:]
    )
    value = 62 - context.anchor + 24
    chosen = np.array([[0, 11]])
    assert graphs.head(2, hidden, chosen)[0, value] > graphs.head(2, blind, chosen)[0, value] + 0.3
    assert Lane.of((), 60).size == 0
