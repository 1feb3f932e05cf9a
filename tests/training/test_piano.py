# ruff: noqa: E402 (nothing is imported where torch is missing)
"""Piano pieces as training sees them: arrays, views, the recipe from files to a bundle that plays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = pytest.mark.torch

from musegen_app.bundles.families import open_checked
from musegen_app.bundles.manifest import read_manifest
from musegen_app.codecs.perf import FIRST_KEY, VALUE, VELOCITY, PerfNote
from musegen_app.codecs.perf_features import INDEX, KEYS, LANE_START, STYLE, Group, columns_of
from musegen_app.codecs.perf_sheet import PerfSheet
from musegen_app.codecs.perf_styles import COMPOSERS, NAMES, style_of, style_weights
from musegen_app.formats.midi import write_midi
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.offline import continue_score
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.piano import PianoPiece, family_key
from musegen_app.training.fit import Fit
from musegen_app.training.piano_examples import example_of, examples_of
from musegen_app.training.piano_task import PianoSettings, PianoTask
from musegen_app.training.piano_views import Shake, Stretch, full_lane, plain_view, random_lane, random_view
from musegen_app.training.progress import Quiet
from musegen_app.training.recipes.piano_lstm import RECIPE
from musegen_app.training.run_folder import RunFolder
from tests.codecs.pieces import BARS, alberti

SMALL = PianoSettings(embedding=24, hidden=24, lane=8, head=12, steps=32, stretches=4, valid_events=256)


def piece(split: str = "train", up: int = 0, velocity: int = 70) -> PianoPiece:
    notes = tuple(sorted((replace(n, pitch=n.pitch + up) for n in alberti(velocity=velocity)), key=lambda n: n.start))
    sheet = PerfSheet(notes, (), BARS, (), 8 * 96, False, True)
    return PianoPiece("toy", f"{split}{up}.mid", f"study {up}", "Chopin", "Chopin", "", sheet, f"f{up}", split)


def stretch(start: int = 0) -> Stretch:
    example = example_of(piece())
    return Stretch(example, start, example.size)


def test_arrays_are_kept_and_come_back(tmp_path: Path) -> None:
    made, again = (examples_of([piece(), piece("valid", 2)], tmp_path) for _ in range(2))
    assert len(list(tmp_path.iterdir())) == 1
    for a, b in zip(made, again, strict=True):
        np.testing.assert_array_equal(a.table.rows, b.table.rows)
        np.testing.assert_array_equal(a.table.targets, b.table.targets)
        assert a.notes == len(alberti())


def test_a_transposed_view_is_the_view_of_the_transposed_piece() -> None:
    here, there = Stretch(example_of(piece()), 0, 60), Stretch(example_of(piece(up=5)), 0, 60)
    shake = Shake(transpose=1.0, hide=0.0, hide_style=0.0, hide_touch=0.0, stretch=0.0, lane=0.0)
    moved = next(
        view
        for seed in range(60)
        if (view := random_view(here, shake, np.random.default_rng(seed))).targets[0, VALUE]
        == plain_view(there).targets[0, VALUE]
    )
    expected = plain_view(there)
    np.testing.assert_array_equal(moved.targets, expected.targets)
    np.testing.assert_array_equal(moved.numbers, expected.numbers)
    np.testing.assert_array_equal(moved.rows, expected.rows)


def test_what_is_hidden_is_unknown() -> None:
    view = plain_view(stretch(), (Group.TEMPO, Group.BACK), told_style=False)
    assert not view.rows[:, list(columns_of(Group.BACK))].any()
    assert not view.rows[:, INDEX["tempo"]].any()
    assert not view.numbers[:, STYLE].any()
    told = plain_view(stretch())
    assert told.numbers[:, STYLE.start + NAMES.index("Chopin")].all()
    assert told.numbers[:, :KEYS].sum() > 100


def test_a_fixed_note_is_told_until_it_has_come() -> None:
    part = stretch()
    table = part.example.table
    everything = full_lane(table)
    shake = Shake(transpose=0.0, hide=0.0, hide_style=0.0, hide_touch=0.0, stretch=0.0, lane=1.0)
    for seed in range(12):
        lane = random_lane(everything, np.random.default_rng(seed))
        assert set(zip(lane.starts, lane.values, strict=True)) <= set(
            zip(everything.starts, everything.values, strict=True)
        )
        view = random_view(part, shake, np.random.default_rng(seed))
        known = view.rows[:, INDEX["known"]]
        here = (view.rows[:, LANE_START] == 1) & (view.targets[:, 0] == 0)
        assert (known[here] >= 1 + view.targets[here, VALUE]).all()  # nothing is passed over
        assert (view.cell_index <= len(view.cells)).all()


def test_flat_scores_teach_no_touch() -> None:
    flat = piece()
    notes = tuple(replace(n, velocity=0) for n in flat.sheet.notes)
    example = example_of(replace(flat, sheet=replace(flat.sheet, notes=notes, expressive=False)))
    assert (example.table.targets[:, VELOCITY:] == -1).all()
    assert not example.table.rows[:, INDEX["last_velocity"]].any()


def test_styles_are_composers_as_the_sets_spell_them() -> None:
    spelt = ("BachJS", "Bach", "BeethovenLv", "BurgmullerJFF", "Mendelssohn-BartholdyF", "MozartWA", "ChopinFF")
    assert [style_of(name) for name in spelt] == [
        "Bach",
        "Bach",
        "Beethoven",
        "Burgmueller",
        "Mendelssohn",
        "Mozart",
        "Chopin",
    ]
    assert style_of("BachCPE", "Baroque") == "Baroque"
    assert style_of("Nobody") == ""
    weights = style_weights((("bach", 1.0), ("Chopin", 3.0), ("nobody", 9.0)), NAMES)
    assert (weights[COMPOSERS.index("Bach")], weights[COMPOSERS.index("Chopin")], sum(weights)) == (0.25, 0.75, 1.0)


def test_editions_of_a_piece_share_runs_and_tremolos_do_not_count() -> None:
    def key(notes: list[PerfNote]) -> set[int]:
        p = piece()
        return set(family_key(replace(p, sheet=replace(p.sheet, notes=tuple(notes)))).runs)

    tune = [PerfNote(i * 12, 12, 60 + (i * 7) % 11) for i in range(60)]
    bass = [PerfNote(i * 24, 24, 40) for i in range(30)]
    assert key(tune) & key([replace(n, pitch=n.pitch + 3) for n in tune] + bass)
    assert not key([PerfNote(i * 6, 6, 60 + 2 * (i % 2)) for i in range(90)])


def test_the_net_learns(tmp_path: Path) -> None:
    task = PianoTask([example_of(piece(up=k)) for k in range(4)], [example_of(piece("valid", 6))], SMALL)
    run = RunConfig(epochs=6, learning_rate=0.01)
    Fit(task, run, RunFolder(tmp_path), Quiet()).run()
    records = RunFolder(tmp_path).records()
    assert records[-1]["valid"] < 0.7 * records[0]["valid"]
    assert {"bare", "gap_nats", "velocity_nats"} <= set(records[0])


def midi(path: Path, up: int) -> None:
    notes = [
        Note(n.start * 40 + i % 3 * 9, n.duration * 40, n.pitch + up, n.velocity + 5 * i % 23)
        for i, n in enumerate(alberti(8))
    ]
    pedals = tuple(
        ControlEvent(b * 3840 + d, ControlKind.CONTROL, 127 * (d > 0), 64) for b in range(8) for d in (0, 60)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_midi(Score(tracks=(Track(controls=pedals).with_notes(notes),)), path)


def test_from_files_to_a_bundle_that_plays(tmp_path: Path) -> None:
    for k in range(9):
        midi(tmp_path / "music" / "Chopin" / f"{k}.mid", k)
    corpus = RECIPE.prepare([tmp_path / "music"], tmp_path / "cache", 1)
    pieces = [replace(p, split=("valid", "test")[i] if i < 2 else "train") for i, p in enumerate(corpus.pieces)]
    corpus = replace(corpus, pieces=pieces)
    settings = {**vars(SMALL)}
    run = RunFolder(tmp_path / "run")
    run.keep({"recipe": "piano-lstm", "run": {"epochs": 2}, "settings": settings})
    Fit(RECIPE.task(corpus, settings), RunConfig(epochs=2, learning_rate=0.01), run, Quiet()).run()
    RECIPE.export(run, corpus, tmp_path / "mine")
    manifest = read_manifest(tmp_path / "mine")
    assert manifest.extras["styles"] == list(NAMES)
    assert manifest.figures["valid_round_trip_f1"] > 0.9
    assert "CC-BY-SA" in (tmp_path / "mine" / "card.md").read_text("utf-8")
    loaded = open_bundle(str(tmp_path / "mine"))
    assert isinstance(loaded, LoadedBundle)
    take = continue_score(loaded, Score(tracks=(Track(id=1),)), 1, bars=2, rng_seed=1)
    assert take.done
    assert take.end_tick == 2 * 3840
    family, opened = open_checked(tmp_path / "mine")
    figures = family.measure(opened, [Score(tracks=(Track().with_notes([Note(0, 900, 60), Note(960, 900, 64)]),))])
    assert figures["notes"] == 2
    assert figures["coverage"] == 1.0
    assert FIRST_KEY == 2
