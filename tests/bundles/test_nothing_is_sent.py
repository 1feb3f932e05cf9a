"""onnxruntime reports to its makers unless it is told not to before it is imported."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from musegen_app.base.paths import program_dir, shipped_models_dir
from tests.waiting import finished

OPEN = """
import sys
from pathlib import Path
from musegen_app.bundles.graphs import StepGraphs
StepGraphs(Path(sys.argv[1]))
"""


@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="folk-lstm is not there yet")
def test_opening_a_model_leaves_no_trace_of_the_machine(tmp_path: Path) -> None:
    """Without any variable that would say that this is a test: then it reports nothing anyway."""
    home = tmp_path / "somebody"
    home.mkdir()
    command = [sys.executable, "-c", OPEN, str(shipped_models_dir() / "folk-lstm")]
    done = finished(command, cwd=program_dir(), env={"HOME": str(home)})
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == []
