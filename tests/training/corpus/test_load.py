"""Loading sets from a folder, with the cache; and on the real sets where they are present."""

from __future__ import annotations

import zipfile
from pathlib import Path

import mido
import pytest

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.training.corpus.load import load_corpus, load_with_reports

ABC = "X:1\nT:Test Reel\nM:4/4\nL:1/8\nK:G\n" + '"G"GABc dBGB|' * 8 + "\n\nX:2\nT:Broken\nCDE\n"

NOTE = "<note><pitch><step>{}</step><octave>4</octave></pitch><duration>{}</duration></note>"
SHEET = "<score-partwise><part id='P1'>{}</part></score-partwise>"
FIRST = (
    "<attributes><divisions>2</divisions><key><fifths>-1</fifths><mode>major</mode></key>"
    "<time><beats>3</beats><beat-type>4</beat-type></time></attributes>"
    "<harmony><root><root-step>D</root-step></root><kind>minor</kind></harmony>"
)


def write_midi(path: Path) -> None:
    midi = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    track.append(mido.MetaMessage("key_signature", key="D", time=0))
    track.append(mido.MetaMessage("time_signature", numerator=6, denominator=8, time=0))
    track.append(mido.MetaMessage("track_name", name="The Test* (jig)", time=0))
    wait = 1
    for pitch in [62, 66, 69, 74, 69, 66] * 15 + [62, 66, 69, 74]:
        length = 239 + 480 * (pitch == 74)
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=wait))
        track.append(mido.Message("note_off", note=pitch, velocity=0, time=length))
        wait = 1
    midi.save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    abc, cre, ewld = (root / n / "files" for n in ("nottingham_folk", "cre_irish_dance", "openewld_leadsheets"))
    (abc / "abc").mkdir(parents=True)
    (abc / "abc" / "reels.abc").write_text(ABC)
    cre.mkdir(parents=True)
    write_midi(cre / "Test.mid")
    (cre / "Damaged.mid").write_bytes(b"MThd\0\0")
    (ewld / "pd_us_likely").mkdir(parents=True)
    bars = "".join(
        f"<measure>{FIRST if i == 0 else ''}{NOTE.format('D', 4)}{NOTE.format('F', 2)}</measure>" for i in range(8)
    )
    with zipfile.ZipFile(ewld / "pd_us_likely" / "0001_Song.mxl", "w") as archive:
        archive.writestr("song.xml", SHEET.format(bars))
    return root


def test_all_sets_load(data: Path, tmp_path: Path) -> None:
    sheets, reports = load_with_reports(data, tmp_path / "cache")
    by_source = {s.source: s for s in sheets}
    reel, jig, song = (by_source[n] for n in ("nottingham_folk", "cre_irish_dance", "openewld_leadsheets"))
    assert (reel.tune_type, reel.title) == (TuneType.REEL, "Test Reel")
    assert (jig.tune_type, jig.title, jig.bar) == (TuneType.JIG, "The Test", 36)
    assert jig.notes[0].start == 0
    assert {n.duration for n in jig.notes} == {6, 18}
    assert song.key is not None
    assert song.key.name == "D minor"
    assert song.chords[0].chord is not None
    assert song.chords[0].chord.root == 2
    assert all(s.family and s.split for s in sheets)
    refused = [r for r in reports if r.bars_used == 0]
    assert len(refused) == 2
    assert all(r.why for r in refused)


def test_the_cache_gives_the_same_and_follows_the_files(data: Path, tmp_path: Path) -> None:
    first = load_corpus(data, tmp_path / "cache")
    cached = list((tmp_path / "cache").glob("*.json"))
    assert load_corpus(data, tmp_path / "cache") == first
    assert list((tmp_path / "cache").glob("*.json")) == cached
    (data / "nottingham_folk" / "files" / "abc" / "reels.abc").write_text(ABC.replace("GABc", "GABd"))
    assert load_corpus(data, tmp_path / "cache") != first


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(MuseGenError, match="no training set"):
        load_corpus(tmp_path, tmp_path / "cache")
