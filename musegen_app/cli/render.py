"""Render a song as a WAV file."""

from __future__ import annotations

import argparse
from pathlib import Path

from musegen_app.base.errors import SettingsError
from musegen_app.cli import terminal, values

FORMATS = ("16", "24", "32f")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen render`."""
    add = parser.add_argument
    add("song", type=Path, metavar="FILE", help="MIDI, ABC or project file")
    add("-o", "--output", type=Path, required=True, metavar="OUT.wav")
    add("--rate", type=int, default=48_000, help="samples per second (default 48000)")
    add("--format", choices=FORMATS, default="24", help="16 or 24 bit, or 32-bit float (default 24)")
    add("--tail", type=float, default=4.0, metavar="SECONDS", help="longest fading after the last note (default 4)")
    add("--gain", type=values.gain, default=0.0, metavar="DB", help="louder or softer, in dB (-60 to 12)")
    add("--soundfont", default=None, metavar="FILE", help="SoundFont (default: the song's, or as in the settings)")


def run(args: argparse.Namespace) -> int:
    """Open and render."""
    from musegen_app import formats
    from musegen_app.session.exports import WavOptions, write_wav
    from musegen_app.session.outside import not_in_file
    from musegen_app.session.settings import load_settings

    if args.output.suffix.lower() != ".wav":
        raise SettingsError(f"“{args.output.name}” cannot be written: its name must end in .wav.")
    if not 8_000 <= args.rate <= 384_000:
        raise SettingsError(f"{args.rate} samples per second cannot be written: choose 8000 to 384000.")
    if not 0 <= args.tail <= 60:
        raise SettingsError(f"A tail of {args.tail:g} s cannot be written: choose 0 to 60.")
    options = WavOptions(
        args.rate, args.format, args.tail, args.gain, args.soundfont or "", usual_soundfont=load_settings().soundfont
    )
    score = formats.read_any(args.song)
    with terminal.progress(f"Rendering {args.output.name}") as move:
        write_wav(move, score, args.output, options)
    seconds = score.tempo.seconds(score.end_tick)
    terminal.show(f"wrote {args.output}: {seconds:.1f} s and tail, {args.rate} Hz, {args.format} bit")
    if left_out := not_in_file(score):
        terminal.show(left_out)
    return 0
