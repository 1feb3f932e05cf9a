"""`python -m musegen_app.cli …` is `musegen …`."""

from __future__ import annotations

import sys

from musegen_app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
