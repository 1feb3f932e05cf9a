"""Where a song repeats what a model learned from: bars, track and title, in a score and from the command line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from musegen_app import formats
from musegen_app.base.errors import BundleError
from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.manifest import FileEntry, Manifest, sha256_of
from musegen_app.bundles.originality import FILE, OriginalityIndex, Piece, drum_index, melodic_index
from musegen_app.cli.main import main
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.likeness import Likeness, likenesses, open_index

BAR = 3_840


def melody(seed: int, start: int = 0, count: int = 32) -> list[tuple[int, int]]:
    """Quavers."""
    rng = random.Random(seed)
    return [(start + 480 * i, rng.randrange(55, 80)) for i in range(count)]


def track(name: str, line: list[tuple[int, int]], *, drums: bool = False) -> Track:
    return Track(name, notes=tuple(Note(at, 400, pitch) for at, pitch in line), channel=9 if drums else 0)


@pytest.fixture
def index() -> OriginalityIndex:
    return melodic_index([Piece("The known one", "a", (melody(1),)), Piece("Another", "b", (melody(2),))])


def test_a_borrowed_passage_is_told_by_bars_track_and_title(index: OriginalityIndex) -> None:
    borrowed = [(at, pitch + 3) for at, pitch in melody(1, start=2 * BAR)]
    song = Score(tracks=(track("Mine", melody(3)), track("Theirs", [*melody(4, count=16), *borrowed])))
    (found,) = likenesses(index, song)
    assert (found.track, found.title) == ("Theirs", "The known one")
    assert 3 <= found.from_bar <= 4
    assert found.to_bar == 6
    assert found.length >= 24


def test_a_bass_below_chords_is_heard_too(index: OriginalityIndex) -> None:
    bass = [(at, pitch - 24) for at, pitch in melody(2)]
    song = Score(tracks=(track("Piano", sorted([*bass, *((at, 90) for at, _ in bass)])),))
    assert [f.title for f in likenesses(index, song)] == ["Another"]


def test_bars_of_drums(index: OriginalityIndex) -> None:
    beat = [(BAR * bar + 240 * i, (36, 38, 42, 46, 49)[(i * bar) % 5]) for bar in range(4) for i in range(0, 16, 2)]
    drums = drum_index([("A beat", "a", drum_bars(beat, BAR))])
    song = Score(tracks=(track("Kit", [(at + 5 * BAR, note) for at, note in beat], drums=True),))
    assert likenesses(drums, song) == [Likeness("Kit", 6, 9, 4, "A beat")]


def bundle(folder: Path, index: OriginalityIndex | None) -> Path:
    folder.mkdir()
    files = {}
    if index is not None:
        index.save(folder)
        files[FILE] = FileEntry((folder / FILE).stat().st_size, sha256_of(folder / FILE))
    Manifest("toy", "Toy", "lstm", "lead", "", "", "", {}, (), {}, files).write(folder)
    return folder


def test_from_the_command_line(tmp_path: Path, index: OriginalityIndex, capsys: pytest.CaptureFixture[str]) -> None:
    song = tmp_path / "song.mid"
    formats.write_any(Score(tracks=(track("Theirs", melody(1)),)), song)
    assert main(["likeness", str(song), "--bundle", str(bundle(tmp_path / "toy", index)), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["title"], found["track"]) == ("The known one", "Theirs")
    formats.write_any(Score(tracks=(track("Mine", melody(3)),)), song)
    assert main(["likeness", str(song), "--bundle", str(tmp_path / "toy")]) == 0
    assert "repeats" in capsys.readouterr().out


def test_a_bundle_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="carries no index"):
        open_index(bundle(tmp_path / "bare", None))
