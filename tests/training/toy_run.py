"""One process of a run of the toy, for torchrun: FOLDER [kill]. It ends with its weights."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.training.config import RunConfig
from musegen_app.training.fit import Fit
from musegen_app.training.progress import JsonLines, Quiet
from musegen_app.training.ranks import joined, speaks
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.stopping import listening
from tests.training.toy import ToyTask

CONFIG = RunConfig(epochs=4, learning_rate=0.03, average=0.9, patience=99)
KILLED_AT = 9


def main(folder: str, asked: str = "") -> int:
    """As the training program ends: 0, or 1 with a sentence."""
    try:
        with listening(), joined("cpu") as ranks:
            fit = Fit(ToyTask(), CONFIG, RunFolder(Path(folder)), JsonLines() if ranks.leads else Quiet(), ranks)
            if asked == "kill" and ranks.rank == 1:
                fit._stop = lambda: _killed(fit)
            fit.run()
    except MuseGenError as error:
        if speaks(error):
            sys.stderr.write(f"{error}\n")
        return 1
    weights = [round(float(p.detach().sum()), 4) for p in fit.net.parameters()]
    sys.stdout.write(f"weights {weights}\n")
    return 0


def _killed(fit: Fit) -> bool:
    """By the system, in the middle of the second epoch."""
    if fit.progress.steps == KILLED_AT:
        os.kill(os.getpid(), signal.SIGKILL)
    return False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
