"""What the command line says of a machine that has a sound server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.jack.dummy import RATE, Server
from tests.waiting import finished

pytestmark = [pytest.mark.jack, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]


def test_the_server_is_listed_and_opened_and_midi_works(jack: Server) -> None:
    done = finished([sys.executable, "-m", "musegen_app.cli", "devices", "--json"], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [d["name"] for d in told["devices"] if "JACK" in d["host_api"]] == ["system"]
    assert (told["open"]["device"], told["open"]["sample_rate"], told["open"]["problem"]) == ("system", RATE, "")
    assert told["midi_problem"] == ""
    done = finished([sys.executable, "-m", "musegen_app.cli", "doctor", "--json"], cwd=ROOT)
    findings = {f["what"]: f["there"] for f in json.loads(done.stdout)["findings"]}
    assert findings["audio output"]
    assert findings["MIDI"]
