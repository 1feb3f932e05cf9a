"""Projects of every version there was open for ever, to exactly the song that was saved."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.guard import guarded
from musegen_app.formats.project import VERSION, parse_project, project_bytes, read_project
from tests.formats.golden_songs import GOLDEN, song

VERSIONS = range(1, VERSION + 1)
DIGESTS = {
    1: "9aa01eff9d4d93f8e707bb39adfe2d15d2974195d42db2d8c3259298209bf6a2",
    2: "cd1bca72647c15b18164df2865300da0fca45656313d84eeb22969e53e729fa8",
    3: "9cf4f6dd8069e1f5b109360021505e33f03b75e5be3b6a1ca7a8e6655c0bcd38",
    4: "fcaf9266feedd8d98e11ed8bde25d88988cc2411497b3726f63479bd95cc0567",
    5: "5648e95a3f60efc9a2bdbee30f964d47215168a16e496863ba075b143a6eee88",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_project_of_that_version_opens_to_exactly_its_song(version: int) -> None:
    path = GOLDEN / f"version-{version}.musegen"
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("project.json"))["version"] == version
    assert read_project(path) == song(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_file_is_the_one_that_was_written_then(version: int) -> None:
    """Writing it again with a later program would make the test above prove nothing."""
    data = (GOLDEN / f"version-{version}.musegen").read_bytes()
    assert hashlib.sha256(data).hexdigest() == DIGESTS[version]


@pytest.mark.parametrize("version", VERSIONS)
def test_saved_again_it_is_a_project_of_today_with_the_same_song(version: int) -> None:
    opened = read_project(GOLDEN / f"version-{version}.musegen")
    assert parse_project(project_bytes(opened)).score == song(version)


def test_what_old_versions_did_not_know_is_as_it_was_heard_then() -> None:
    flute = read_project(GOLDEN / "version-1.musegen").tracks[0]
    assert (flute.reverb, flute.chorus, flute.output.synth, flute.output.port) == (40, 0, True, "")
    assert flute.colour == -1
    assert not any(n.muted or n.origin.settings for n in flute.notes)
    assert read_project(GOLDEN / "version-3.musegen").steering == ()


def test_a_project_of_a_later_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.json", json.dumps({"format": "MuseGen project", "version": VERSION + 1}))
        archive.writestr("score.json", "{}")
    path = tmp_path / "tomorrow.musegen"
    path.write_bytes(packed.getvalue())
    with pytest.raises(FileFormatError, match="saved by a newer MuseGen") as told:
        guarded(path, parse_project)
    assert str(told.value).endswith(".")
