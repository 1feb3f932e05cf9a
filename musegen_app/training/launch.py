"""`python -m musegen_app.training.launch N …`: the training program in N processes of this machine.

As torchrun does it, but a failure is told by the processes' own sentence and not by a stack of calls.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from torch.distributed.elastic.multiprocessing import DefaultLogsSpecs
from torch.distributed.elastic.multiprocessing.api import SignalException
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
from torch.distributed.launcher.api import LaunchConfig, elastic_launch

PROGRAM = "musegen_app.training"


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when all processes end well, else 1."""
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # each process has what --set threads says
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=int(arguments[0]),
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
        run_id="musegen",
        max_restarts=0,
        logs_specs=DefaultLogsSpecs(),
    )
    try:
        elastic_launch(config, sys.executable)("-u", "-m", PROGRAM, *arguments[1:])
    except (ChildFailedError, SignalException):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
