"""Start the training program."""

from __future__ import annotations

import sys

from musegen_app.training.program import main

if __name__ == "__main__":
    sys.exit(main())
