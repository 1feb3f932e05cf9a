"""Logging of one process to one rotating file in the user's log folder (and to stderr on request)."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

from musegen_app.base.paths import existing, user_log_dir

_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_MAX_BYTES = 1_000_000
_ROOT = "musegen_app"


def start_log(process: str, *, verbose: bool = False, shell: bool = True) -> Path | None:
    """Send the program's records to `<log folder>/<process>.log`, three old files kept; unless `shell` is False,
    warnings, or with `verbose` everything, also go to stderr. Returns the file, None if it cannot be written (the
    program runs on).
    """
    logger = logging.getLogger(_ROOT)
    stop_log()
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    if shell:
        stream = logging.StreamHandler(sys.stderr)
        stream.setLevel(logging.DEBUG if verbose else logging.WARNING)
        _add(logger, stream)
    try:
        path = existing(user_log_dir()) / f"{process}.log"
        _add(logger, logging.handlers.RotatingFileHandler(path, maxBytes=_MAX_BYTES, backupCount=3, encoding="utf-8"))
    except OSError as error:
        logger.warning("No log file: %s", error)
        return None
    return path


def stop_log() -> None:
    """Close what `start_log` opened."""
    logger = logging.getLogger(_ROOT)
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def _add(logger: logging.Logger, handler: logging.Handler) -> None:
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)
