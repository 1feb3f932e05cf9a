"""The one hook that every unexpected exception reaches: it is logged, and told in one sentence."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from musegen_app.base.errors import MuseGenError

Tell = Callable[[str], None]
log = logging.getLogger(__name__)


def install_excepthook(tell: Tell) -> Callable[[], None]:
    """From now on whatever nobody caught, in any thread, is logged and told. Returns what undoes it.

    `tell` may be called from any thread and must not raise. Ctrl-C stays Ctrl-C.
    """
    before = sys.excepthook, threading.excepthook

    def main_thread(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected", exc_info=(kind, error, trace))
        tell(sentence_of(error))

    def any_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            main_thread(args.exc_type, args.exc_value, args.exc_traceback)

    def undo() -> None:
        sys.excepthook, threading.excepthook = before

    sys.excepthook, threading.excepthook = main_thread, any_thread
    return undo


def sentence_of(error: BaseException) -> str:
    """What the user reads about `error`: its own sentence if it has one, else that it was not expected."""
    if isinstance(error, MuseGenError):
        return str(error)
    return f"Something unexpected happened ({type(error).__name__}: {error}); your song is untouched, see the log."
