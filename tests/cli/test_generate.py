from __future__ import annotations

import json
import shutil
from pathlib import Path

import mido
import pretty_midi
import pytest

from musegen_app import formats
from musegen_app.base.errors import MuseGenError
from musegen_app.base.paths import shipped_models_dir, songs_dir, user_config_dir
from musegen_app.cli import generate
from musegen_app.score.model import Note, OriginKind, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.cli.conftest import Command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]
QUARTER = 960
SCALE = (62, 64, 66, 67, 69, 71, 73, 74)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """Two bars of D major in quavers, and a drum track."""
    melody = Track("Flute", program=73).with_notes([Note(i * 480, 480, SCALE[i % 8]) for i in range(16)])
    drums = Track("Drums", channel=9).with_notes([Note(i * QUARTER, 240, 36) for i in range(8)])
    path = tmp_path / "seed.mid"
    formats.write_any(Score("Seed", (drums, melody)), path)
    return path


def melody_of(path: Path) -> list[Note]:
    return list(next(t for t in formats.read_any(path).tracks if not t.is_drums).notes)


def test_the_readme_command(musegen: Command, seed: Path, tmp_path: Path) -> None:
    words = ("generate", "--bundle", "folk-lstm", "--seed", seed, "--bars", 8, "--temperature", 1.0, "--rng-seed", 7)
    first, second, third = tmp_path / "a.mid", tmp_path / "b.mid", tmp_path / "c.mid"
    done = musegen(*words, "-o", first)
    assert (done.returncode, done.stderr) == (0, "")
    assert "D major" in done.stdout
    notes = melody_of(first)
    assert [(n.start_tick, n.duration_ticks, n.pitch) for n in notes[:16]] == [
        (i * 480, 480, SCALE[i % 8]) for i in range(16)
    ]
    assert {n.start_tick // (4 * QUARTER) for n in notes[16:]} == set(range(2, 10))
    assert len(formats.read_any(first).tracks[0].notes) == 8  # the drums are as they were
    assert mido.MidiFile(first).length > 0
    assert musegen(*words, "-o", second).returncode == 0
    assert first.read_bytes() == second.read_bytes()
    musegen(*words[:-1], 8, "-o", third)
    assert first.read_bytes() != third.read_bytes()


def test_from_nothing_in_a_wished_metre_as_abc(musegen: Command, tmp_path: Path) -> None:
    out = tmp_path / "tune.abc"
    words = ("--key", "A dorian", "--meter", "6/8", "--tune-type", "jig", "--rng-seed", 3, "--bars", 4, "--no-chords")
    done = musegen("generate", *words, "--json", "-o", out)
    facts = json.loads(done.stdout)
    assert done.returncode == 0
    assert "A dorian" in facts["heard"]
    assert facts["chords"] == 0
    assert "M:6/8" in out.read_text("utf-8")
    assert len(melody_of(out)) == facts["notes"] > 4


def test_a_project_remembers_who_wrote_what(musegen: Command, seed: Path, tmp_path: Path) -> None:
    out = tmp_path / "song.musegen"
    words = ("--pitch-temperature", 0.8, "--rhythm-temperature", 1.2, "--top-p", 0.9, "--bars", 2, "--rng-seed", 1)
    assert musegen("generate", "--seed", seed, "--track", "flute", *words, "-o", out).returncode == 0
    notes = melody_of(out)
    made = [n for n in notes if n.origin.kind is OriginKind.GENERATED]
    assert made
    assert {(n.origin.bundle, n.origin.rng_seed) for n in made} == {("folk-lstm", 1)}
    assert min(n.start_tick for n in made) >= 16 * 480


def test_a_pickup_and_a_drum_track_do_no_harm(musegen: Command, tmp_path: Path) -> None:
    meter = MeterMap((MeterChange(0, 3, 4),), QUARTER)
    track = Track("Tune").with_notes([Note(i * QUARTER, QUARTER, 67 + i % 3) for i in range(4)])
    formats.write_any(Score("Waltz", (track,), meter=meter), tmp_path / "waltz.abc")
    done = musegen("generate", "--seed", tmp_path / "waltz.abc", "--bars", 2, "--rng-seed", 5, "-o", tmp_path / "o.mid")
    assert done.returncode == 0, done.stderr
    assert len(melody_of(tmp_path / "o.mid")) > 4


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--seed", "nowhere.mid", "-o", "x.mid"), 1, "nowhere.mid"),
        (("--seed", "noise.mid", "-o", "x.mid"), 1, "noise.mid"),
        (("--bundle", "none-such", "-o", "x.mid"), 1, "none-such"),
        (("--seed", "seed.mid", "--track", "Tuba", "-o", "x.mid"), 2, "Flute"),
        (("--seed", "seed.mid", "-o", "x.mp3"), 2, "x.mp3"),
        (("--seed", "seed.mid", "-o", "nowhere/x.mid"), 1, "folder"),
        (("--bars", "0", "-o", "x.mid"), 2, "bars"),
        (("--pickup", "3/4", "--meter", "6/8", "-o", "x.mid"), 2, "shorter than a bar of 6/8"),
        (("--pickup", "9", "--seed", "seed.mid", "-o", "x.mid"), 2, "shorter than a bar of 4/4"),
        (("--temperature", "hot", "-o", "x.mid"), 2, "temperature"),
    ],
)
def test_failures_are_one_line(
    musegen: Command, seed: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "noise.mid").write_bytes(bytes(range(256)))
    done = musegen("generate", *words)
    assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert told in done.stderr
    assert not (tmp_path / "x.mid").exists()


def test_a_net_that_never_answers_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "PATIENCE_SECONDS", 0.0)
    with pytest.raises(MuseGenError, match="does not answer"):
        generate._poll_until(Session(Settings(), keep_settings=False), lambda: False)


@pytest.mark.parametrize("tracks", [(), (Track("Drums", channel=9).with_notes([Note(0, 240, 36)]),)])
def test_a_file_without_a_melody_gets_a_track_for_one(
    musegen: Command, tmp_path: Path, tracks: tuple[Track, ...]
) -> None:
    formats.write_any(Score("Beats", tracks), tmp_path / "beats.mid")
    done = musegen("generate", "--seed", tmp_path / "beats.mid", "--bars", 1, "--rng-seed", 5, "-o", tmp_path / "o.mid")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 bar," in done.stdout
    assert melody_of(tmp_path / "o.mid")
    drums = [t.notes for t in formats.read_any(tmp_path / "o.mid").tracks if t.is_drums]
    assert [len(notes) for notes in drums] == [1] * len(tracks)


def test_a_bundle_by_its_path_is_the_one_that_plays(musegen: Command, seed: Path, tmp_path: Path) -> None:
    """Also when its name is that of another one; and the next window opens with the model it had before."""
    copy = tmp_path / "mine"
    shutil.copytree(shipped_models_dir() / "folk-lstm", copy)
    words = ("generate", "--seed", seed, "--bars", 1, "--rng-seed", 7, "-o", tmp_path / "o.mid", "--bundle")
    assert musegen(*words, copy).returncode == 0
    assert not (user_config_dir() / "settings.json").exists()
    (copy / "step.int8.onnx").write_bytes(b"another net")
    done = musegen(*words, copy)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "damaged" in done.stderr


def test_chords_that_sound_are_a_track_for_other_programs(musegen: Command, tmp_path: Path) -> None:
    song = songs_dir() / "river_song.abc"
    done = musegen("generate", "--seed", song, "--bars", 8, "--rng-seed", 7, "-o", tmp_path / "o.mid")
    assert done.returncode == 0
    melody, chords = pretty_midi.PrettyMIDI(str(tmp_path / "o.mid")).instruments
    assert len(chords.notes) > len(formats.read_any(tmp_path / "o.mid").chords.symbols) > 8
    (track,) = formats.read_any(tmp_path / "o.mid").tracks
    assert len(track.notes) == len(melody.notes)
