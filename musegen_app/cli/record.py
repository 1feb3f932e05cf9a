"""Record what comes in at the MIDI inputs."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import DeviceError, MuseGenError, SettingsError
from musegen_app.cli import terminal, values

if TYPE_CHECKING:
    from musegen_app.session.session import Session

WAIT_SECONDS = 20.0  # for the engine, on a cold disk
PORT_SECONDS = 3.0  # for the ports, once it runs
POLL_SECONDS = 0.01
LAST_SECONDS = 0.5  # what was played at the very end arrives by then
LONGEST = 24 * 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen record`."""
    add = parser.add_argument
    add("-o", "--output", type=Path, required=True, metavar="OUT", help=".mid, .abc or a project")
    add("--seconds", type=float, default=10.0, help="how long (default 10)")
    add("--tempo", type=values.tempo, default=120.0, metavar="BPM", help="quarter notes a minute (default 120)")
    add("--count-in", type=int, choices=(0, 1, 2), default=0, metavar="BARS", help="clicks before it (0 to 2)")
    add("--metronome", action="store_true", help="clicks while it records")


def run(args: argparse.Namespace) -> int:
    """Listen, write."""
    from musegen_app import formats
    from musegen_app.score import edits
    from musegen_app.session.session import Session
    from musegen_app.session.settings import load_settings

    if not 0 < args.seconds <= LONGEST:
        raise SettingsError(f"{args.seconds:g} seconds cannot be recorded: choose more than 0, up to a day.")
    chosen = formats.format_of(args.output.suffix)
    if chosen is None or not chosen.can_write:
        raise SettingsError(f"“{args.output.name}” cannot be written: its name must end in .mid, .abc or .musegen.")
    session = Session(load_settings(), keep_settings=False)
    try:
        session.document.replace(edits.set_tempo(session.document.score, 0, args.tempo), None)
        session.transport.set_metronome(args.metronome)
        session.record.set_count_in(args.count_in)
        session.start(inference=False)
        names = inputs(session)
        terminal.show(f"listening to {', '.join(names)} for {args.seconds:g} s")
        record(session, args.seconds)
    finally:
        session.close()
    score = session.document.score
    count = sum(len(t.notes) for t in score.tracks)
    if not count:
        raise MuseGenError("Nothing came in, and nothing was written: play while it listens.")
    formats.write_any(score, args.output)
    terminal.show(f"wrote {args.output}: {count} notes")
    return 0


def inputs(
    session: Session, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> list[str]:
    """The names of the inputs that are open. Raises DeviceError where there is none."""

    def opened() -> list[str]:
        return [row.info.name for row in session.ports.state.inputs if row.info.opened]

    heard: list[object] = []
    forget = session.on_sound.subscribe(heard.append)
    _poll(session, WAIT_SECONDS, lambda: bool(heard or opened()), now, sleep)
    forget()
    _poll(session, PORT_SECONDS, lambda: bool(opened() or session.ports.state.problem), now, sleep)
    if not opened():
        problem = session.ports.state.problem or "No MIDI input is there: connect a keyboard and try again."
        raise DeviceError(problem)
    return opened()


def record(
    session: Session,
    seconds: float,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Record on the first track for so long, from the end of the count-in on."""
    from musegen_app.session.record import RecordMode

    session.record.set_mode(RecordMode.OVERDUB)  # the takes that the window may be set to would be in no file
    session.record.toggle()
    _poll(session, WAIT_SECONDS, lambda: session.transport.state.tick > 0, now, sleep)
    _poll(session, seconds, lambda: False, now, sleep)
    session.transport.stop()
    _poll(session, LAST_SECONDS, lambda: False, now, sleep)


def _poll(
    session: Session,
    seconds: float,
    enough: Callable[[], bool],
    now: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    until = now() + seconds
    while now() < until and not enough():
        session.poll()
        sleep(POLL_SECONDS)
