"""Start the training program."""

from __future__ import annotations

import os
import sys

# Nets may leave parts of theirs unused in a step; torch's C++ side would tell so at every start.
os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")

from musegen_app.training.program import main  # torch reads that when it is imported

if __name__ == "__main__":
    sys.exit(main())
