"""Every shipped bundle in the session's real worker process: chosen, heard, continued, kept, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import OperationKind
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.session.patience import wait

pytestmark = pytest.mark.slow
BUNDLES = sorted(p.parent.name for p in shipped_models_dir().glob("*/manifest.json"))
BAR = 3840


@pytest.mark.parametrize("name", BUNDLES)
def test_it_is_chosen_heard_continued_kept_and_undone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSEGEN_AUDIO", "none")
    session = Session(Settings(), settings_file=tmp_path / "settings.json")
    pitches = (62, 64, 66, 67, 69, 71, 73, 74)
    track = Track("Tune").with_notes([Note(i * 480, 480, pitches[i % 8]) for i in range(16)])
    session.document.replace(Score(tracks=(track,)), None)
    before = session.document.score
    compose = session.compose
    try:
        compose.choose(name)
        session.start(engine=False)
        wait(session, lambda: compose.state.bundle_ready or bool(compose.state.problem))
        assert compose.state.problem == ""
        assert OperationKind.CONTINUE in compose.state.operations
        compose.listen(track.id)
        wait(session, lambda: compose.heard is not None)
        assert isinstance(compose.heard, worker.Heard)
        assert "4/4" in compose.heard.sentence
        compose.generate(GenerateRequest(track.id, bars=2, rng_seed=5))
        wait(session, lambda: compose.current is not None and compose.current.done)
        take = compose.current
        assert take is not None
        assert take.notes
        assert (take.start_tick, take.end_tick) == (2 * BAR, 4 * BAR)
        compose.accept()
        after = session.document.score
        assert sum(len(t.notes) for t in after.tracks) == 16 + len(take.notes)
        assert after.tracks[0].notes[:16] == track.notes
        session.document.undo()
        assert session.document.score is before
    finally:
        session.close()
