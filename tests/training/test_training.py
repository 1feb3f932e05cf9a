# ruff: noqa: E402 (nothing is imported where torch is missing)
"""Training on toys: it learns, it resumes as if it had never stopped, its folder holds no pickle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch]

from musegen_app.base.errors import SettingsError
from musegen_app.codecs.lead_context import context_of
from musegen_app.codecs.lead_features import COLUMNS, INDEX, Group
from musegen_app.codecs.lead_sheet import LeadChord, LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.score.harmony import Chord
from musegen_app.score.keys import Key
from musegen_app.training.augment import HIDEABLE, plain_view, random_lane, shifted, shifted_targets, view
from musegen_app.training.batches import collate, grouped
from musegen_app.training.config import RunConfig
from musegen_app.training.examples import Example, example_of, examples_of
from musegen_app.training.fit import Fit
from musegen_app.training.lead_settings import LeadSettings
from musegen_app.training.lead_task import LeadTask, validate
from musegen_app.training.progress import JsonLines
from musegen_app.training.run_folder import Progress, RunFolder

RUN = RunConfig(epochs=4, learning_rate=0.01, weight_decay=0.02, patience=9)
TINY = LeadSettings(batch_events=300, embedding=24, hidden=32, lane=8, head=16, dropout=0.1)


def sheet(seed: int, tonic: int = 2) -> LeadSheet:
    rng = np.random.default_rng(seed)
    steps = (0, 2, 4, 5, 7, 9, 11, 12)
    notes = tuple(LeadNote(12 * i, 12, 60 + tonic + steps[int(rng.integers(0, 8))]) for i in range(32))
    chords = tuple(LeadChord(48 * i, Chord((tonic + 7 * (i % 2)) % 12)) for i in range(8))
    sections = (LeadSection(0, "A", 0), LeadSection(192, "A", 1))
    return LeadSheet(str(seed), "toy", "", TuneType.REEL, 4, 4, 0, 384, Key(tonic), notes, chords, sections)


@pytest.fixture(scope="module")
def tunes() -> list[Example]:
    return examples_of([sheet(i) for i in range(12)], 640)


def train(folder: Path) -> Fit:
    sheets = [replace(sheet(i), split="train" if i < 9 else "valid") for i in range(12)]
    with (folder.parent / "out.jsonl").open("a") as out:
        fit = Fit(LeadTask(sheets, TINY), RUN, RunFolder(folder), JsonLines(out))
        fit.run()
    return fit


def test_it_learns_and_its_folder_holds_no_pickle(tmp_path: Path) -> None:
    fit = train(tmp_path / "run")
    records = RunFolder(tmp_path / "run").records()
    assert len(records) == RUN.epochs
    assert records[-1]["nats_per_note"] < 0.8 * records[0]["nats_per_note"]
    assert fit.progress.best == pytest.approx(min(r["nats_per_note"] for r in records))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {line["event"] for line in lines} == {"batch", "epoch"}
    assert lines[-2]["done"] == lines[-2]["total"]
    assert {p.suffix for p in (tmp_path / "run").iterdir()} == {".jsonl", ".png", ".safetensors"}
    assert not [p for p in (tmp_path / "run").iterdir() if p.read_bytes()[:2] in (b"PK", b"\x80\x02")]


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.keep({"run": {"clip": 1.0, "epochs": 3}})
    folder.keep({"run": {"clip": 2.0, "epochs": 3}})  # nothing was trained yet
    folder.save(torch.nn.Linear(1, 1), torch.optim.SGD([torch.zeros(1)]), Progress())
    folder.keep({"run": {"clip": 2.0, "epochs": 9}}, free=("epochs",))
    with pytest.raises(SettingsError, match=r"other settings \(clip, epochs\)"):
        folder.keep({"run": {"clip": 1.0, "epochs": 3}})


def test_a_transposed_tune_is_the_tune_written_in_the_other_key() -> None:
    """Moving finished rows gives what the tracker says of the moved tune."""
    tune = sheet(1, tonic=2)
    up = replace(
        tune,
        key=Key(6),
        notes=tuple(LeadNote(n.start, n.duration, n.pitch + 4) for n in tune.notes),
        chords=tuple(LeadChord(c.start, c.chord.transposed(4) if c.chord else None) for c in tune.chords),
    )
    here, there = example_of(tune), example_of(up)
    same = [i for i, c in enumerate(COLUMNS) if c.name not in ("tonic", "register")]
    assert (here.rows[:, same] == there.rows[:, same]).all()
    assert (here.targets == there.targets).all()
    untold = example_of(replace(tune, key=None))
    moved = shifted(here.rows, 2)
    same = [i for i, c in enumerate(COLUMNS) if c.group is not Group.KEY]
    assert (moved[:, same] == untold.rows[:, same]).all()
    assert (shifted_targets(here.targets, 2) == untold.targets).all()


def test_hiding_is_what_a_request_without_preference_looks_like() -> None:
    from musegen_app.codecs.lead import encode
    from musegen_app.codecs.lead_context import bare
    from musegen_app.codecs.lead_tracker import LeadTracker

    tune = sheet(3)
    hidden = plain_view(example_of(tune), (*HIDEABLE, Group.BACK_SECTION)).rows
    context = bare(context_of(tune))
    tracker = LeadTracker(context)
    for event, row in zip(encode(tune.notes, tune.length, context.metre, context.anchor), hidden, strict=True):
        assert (tracker.features() == row).all()
        tracker.push(event)


def test_views_stay_inside_their_columns(tunes: list[Example]) -> None:
    rng = np.random.default_rng(0)
    sizes = np.array([c.size for c in COLUMNS])
    for _ in range(20):
        for example in tunes[:3]:
            seen = view(example, TINY, rng)
            assert ((seen.rows >= 0) & (seen.rows < sizes)).all()
            assert (seen.targets[:, 2] < 61).all()
            assert (seen.cell_index <= len(seen.cells)).all()


def test_a_random_lane_is_a_part_of_the_tune(tunes: list[Example]) -> None:
    rng = np.random.default_rng(0)
    full = tunes[0].cells
    for _ in range(30):
        lane = random_lane(full, rng)
        assert set(lane.starts.tolist()) <= set(full.starts.tolist())
        assert (lane.kinds[lane.pitches > 0] == 2).all()


def test_batches_hold_every_tune_once(tunes: list[Example]) -> None:
    groups = list(grouped(tunes, 100, np.random.default_rng(1)))
    assert sorted(id(e) for g in groups for e in g) == sorted(id(e) for e in tunes)
    batch = collate([plain_view(e) for e in groups[0]])
    assert batch.events == sum(e.size for e in groups[0])


def test_validation_counts_every_field_and_nothing_of_the_padding(tunes: list[Example]) -> None:
    net = LeadTask([], TINY).make_net().eval()
    together = validate(net, tunes, TINY.batch_events)["nats_per_note"]
    alone = [validate(net, [e], TINY.batch_events)["nats_per_note"] for e in tunes]
    assert together == pytest.approx(float(np.mean(alone)), rel=1e-4)
    assert INDEX["chord"] > 0
