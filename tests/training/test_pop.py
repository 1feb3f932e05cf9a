# ruff: noqa: E402 (nothing is imported where torch is missing)
"""From pop songs to batches: reading, moving to other keys, giving parts beforehand, baselines, a bundle that plays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # several threads wait for one another on a busy machine
pytestmark = pytest.mark.torch

import mido

from musegen_app.bundles.manifest import check_files, read_manifest
from musegen_app.bundles.pop_graphs import PopGraphs, open_pop
from musegen_app.bundles.pop_scoring import measure, score_pieces
from musegen_app.codecs.pop import Part, PopNote, PopPiece, encode
from musegen_app.codecs.pop_context import CHORD_ROW, Closed, context_of
from musegen_app.codecs.pop_features import HIDEABLE, LANE_START, Group, columns_of
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.pop909 import chord_of_label, piece_of, piece_value, read
from musegen_app.training.export.pop_rnn import export
from musegen_app.training.fit import Fit
from musegen_app.training.pop_examples import example_of, examples_of, with_subsets
from musegen_app.training.pop_figures import chord_tones, originality, repeated
from musegen_app.training.pop_ngram import PopNgram
from musegen_app.training.pop_task import PopSettings, PopTask
from musegen_app.training.pop_views import Chances, given_parts, nothing_given, plain_view, random_lane, view
from musegen_app.training.progress import Quiet
from musegen_app.training.run_folder import RunFolder
from tests.codecs.pop_songs import random_song, song

TOY = PopSettings(embedding=24, hidden=32, lane=8, head=16, window=64, windows_in_batch=4, windows_in_epoch=24)
STILL = Chances(told_everything=1.0, transpose=0.0, lane=0.0)


def transposed(piece: PopPiece, by: int) -> PopPiece:
    assert piece.key is not None
    chords = tuple(None if c is None else Chord((c.root + by) % 12, c.quality) for c in piece.chords)
    notes = tuple(replace(n, pitch=n.pitch + by) for n in piece.notes)
    return replace(piece, key=Key((piece.key.tonic + by) % 12, piece.key.mode), chords=chords, notes=notes)


def written(folder: Path, seconds: float = 0.6, odd: bool = False) -> Path:
    """Eight bars as the set has them: a beat every `seconds`, three tracks, tables; `odd`: then a bar of three."""
    midi = mido.MidiFile(ticks_per_beat=480)
    for name, pitch in (("MELODY", 72), ("BRIDGE", 60), ("PIANO", 48)):
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        for i in range(32):
            track.append(mido.Message("note_on", note=pitch + i % 5, velocity=80, time=0))
            track.append(mido.Message("note_off", note=pitch + i % 5, time=round(480 * seconds * 2)))
        midi.tracks.append(track)
    midi.save(folder / "001.mid")
    lines = [0, 4, 8, 12, 16, 20, 24, 28, 32] + ([35, 39] if odd else [])
    beats = [f"{i * seconds} {float(i % 2 == 0)} {float(i in lines)}\n" for i in range(lines[-1] + 1)]
    (folder / "beat_midi.txt").write_text("".join(beats))
    (folder / "chord_midi.txt").write_text(f"0\t{8 * seconds}\tC:maj\n{8 * seconds}\t{60 * seconds}\tAb:min7/b7\n")
    (folder / "key_audio.txt").write_text("0.1\t5.0\tC:maj\n5.0\t99.0\tA:min\n")
    return folder / "001.mid"


def test_a_song_of_the_set_is_read_on_its_own_beats(tmp_path: Path) -> None:
    report = read(written(tmp_path))
    (value,) = report.pieces
    piece = piece_of(value, report.title)
    assert report.used_bars == 8
    assert len(piece.chords) == 16
    assert piece.key == Key(9, piece.key.mode if piece.key else None)  # type: ignore[arg-type]
    assert piece.chords[3:5] == (Chord(0), Chord(8, Quality.MINOR_SEVENTH))
    lead = [n for n in piece.notes if n.part == Part.LEAD]
    assert [n.start for n in lead] == [4 * i for i in range(32)]
    assert {n.duration for n in lead} == {4}
    assert value["loose"] == 0.0
    assert piece_of(piece_value(piece), piece.title) == piece


def test_bars_of_another_metre_are_refused_and_counted(tmp_path: Path) -> None:
    report = read(written(tmp_path, odd=True))
    assert report.used_bars == 8
    assert sum(bars for _, bars in report.refused) > 0


def test_chord_labels() -> None:
    assert chord_of_label("N") is None
    assert chord_of_label("F#:sus4(b7)/5") == Chord(6, Quality.SUSPENDED)
    assert chord_of_label("Cb:hdim7") == Chord(11, Quality.DIMINISHED)


@pytest.mark.parametrize("by", [-5, 2, 6])
def test_a_moved_view_is_the_view_of_the_moved_piece(by: int) -> None:
    """Rows that were made once and shifted are the rows that the transposed piece would have given."""

    class Fixed:
        def integers(self, *_: object) -> int:
            return by

        def random(self) -> float:
            return 0.5

    piece, chances = song(10, seed=3), replace(STILL, transpose=1.0)
    example = example_of(piece)
    moved = view(example, 0, example.size, chances, Fixed())  # type: ignore[arg-type]
    other = example_of(transposed(piece, by))
    assert (moved.rows == other.rows).all()
    assert (moved.targets == other.targets).all()


def test_a_view_of_a_lane_is_what_the_tracker_says() -> None:
    """Training's columns, cells and cell indices are those of a request that gives the same parts."""
    piece = random_song(5, halves=20)
    example = example_of(piece)
    seen = plain_view(example, 0, example.size, given_parts(example, (Part.LEAD, CHORD_ROW)))
    lead = tuple(n for n in piece.notes if n.part == Part.LEAD)
    closed = (Closed(Part.LEAD, 0, piece.length), Closed(CHORD_ROW, 0, piece.length))
    given = tuple((h, int(v)) for h, v in enumerate(example.chords))
    tracker = PopTracker(replace(context_of(piece), notes=only_top(lead), chords=given, closed=closed))
    assert (tracker.cells == seen.cells).all()
    for row, index, event in zip(seen.rows, seen.cell_index, encode(piece), strict=True):
        assert (tracker.features() == row).all()
        assert tracker.lane_index == index
        tracker.push(event)


def only_top(lead: tuple[PopNote, ...]) -> tuple[PopNote, ...]:
    top = {n.start: n for n in sorted(lead, key=lambda n: (n.pitch, n.duration))}
    return tuple(top[s] for s in sorted(top))


def test_lanes_tell_what_is_there_and_hidden_groups_are_zero() -> None:
    example, rng = example_of(song(16)), np.random.default_rng(1)
    lanes = [random_lane(example, 40, 120, rng) for _ in range(60)]
    notes = {tuple(n) for n in example.notes.tolist()}
    assert all({tuple(n) for n in lane.notes.tolist()} <= notes for lane in lanes)
    assert any(lane.closed[0].all() and not lane.closed[2].any() for lane in lanes)
    assert not plain_view(example, 0, 50, nothing_given(example)).rows[:, LANE_START:].any()
    hiding = Chances(told_everything=0.0, hide=1.0, transpose=0.0, lane=0.0)
    hidden = view(example, 100, 180, hiding, rng).rows
    assert not hidden[:, [c for g in HIDEABLE for c in columns_of(g)]].any()
    assert hidden[:, list(columns_of(Group.PAST))].any()


def test_examples_are_kept_and_found_again(tmp_path: Path) -> None:
    pieces = [song(6, seed=i) for i in range(3)]
    first, second = examples_of(pieces, tmp_path), examples_of(pieces, tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == 1
    for a, b in zip(first, second, strict=True):
        assert (a.rows == b.rows).all()
        assert (a.notes == b.notes).all()


def test_some_pieces_are_also_heard_with_fewer_parts() -> None:
    pieces = [replace(song(8, seed=i), title=str(i)) for i in range(40)]
    more = with_subsets(pieces)[40:]
    assert 5 < len(more) < 35
    assert all(len({n.part for n in p.notes}) < 3 for p in more)


def test_counts_behind_contexts_beat_counts_alone() -> None:
    learned = [example_of(song(12, seed=i)) for i in range(8)]
    held = [example_of(song(12, seed=99))]
    figures = []
    for order in (0, 9):
        counts = PopNgram(order)
        counts.learn(learned)
        figures.append(counts.nats(held)["nats_per_note"])
    assert figures[1] < 0.6 * figures[0]


def test_figures_of_a_loop() -> None:
    piece = song(12)
    assert chord_tones([piece]) == 1.0
    assert repeated([piece], Part.ACCOMPANIMENT, 4) == 1.0
    assert repeated([piece], Part.ACCOMPANIMENT, 1) == 0.0
    same = originality([transposed(piece, 3)], [piece])
    assert same["accompaniment_16_found"] == 1.0
    other = originality([random_song(4, halves=30)], [piece])
    assert other["lead_longest"] < 8


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, dict[str, list[PopPiece]]]:
    """A toy net after a few epochs of toy songs."""
    pieces = {
        "train": [replace(song(8, seed=i), title=f"t{i}") for i in range(6)],
        "valid": [replace(song(8, key=2, seed=50), title="v")],
        "test": [replace(song(8, key=5, seed=51), title="w")],
    }
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    config = RunConfig(epochs=3, learning_rate=0.01, average=0.0)
    folder.keep({"recipe": "pop-rnn", "run": {"epochs": 3}, "settings": vars(TOY)})
    task = PopTask(pieces["train"], pieces["valid"], TOY)
    assert len(task.batches(0, np.random.default_rng(0))) == 6
    Fit(task, config, folder, Quiet()).run()
    return folder, pieces


def test_a_toy_run_learns(run: tuple[RunFolder, dict[str, list[PopPiece]]]) -> None:
    records = run[0].records()
    assert records[-1]["valid"] < records[0]["valid"] < 30
    assert records[-1]["lead_given"] < records[-1]["valid"]


def test_a_run_becomes_a_bundle_that_measures(run: tuple[RunFolder, dict[str, list[PopPiece]]], tmp_path: Path) -> None:
    folder, pieces = run
    export(tmp_path / "toy-band", folder, pieces)
    manifest = read_manifest(tmp_path / "toy-band")
    check_files(tmp_path / "toy-band", manifest)
    assert manifest.figures["test_nats_per_note"] < 20
    assert "Is it its own?" in (tmp_path / "toy-band" / "card.md").read_text("utf-8")
    exact = PopGraphs(tmp_path / "toy-band", manifest, "fp32")
    figures = score_pieces(exact, pieces["valid"], [context_of(p) for p in pieces["valid"]]).figures()
    assert figures["nats_per_note"] == pytest.approx(folder.records()[-1]["valid"], rel=0.05)
    notes = [Note(i * 960, 960, 60 + i % 8) for i in range(32)]
    told = measure(open_pop(tmp_path / "toy-band", manifest), [Score(tracks=(Track("Melody").with_notes(notes),))])
    assert {"notes", "nats_per_note", "bits_per_quarter", "coverage", "round_trip_f1"} <= set(told)
    assert told["coverage"] == told["round_trip_f1"] == 1.0
