"""Errors that a user may see: each carries one sentence that says what happened and what to do.

Anything that is not a `MuseGenError` is a bug and reaches the excepthook.
"""

from __future__ import annotations


class MuseGenError(Exception):
    """An expected failure. `str(error)` is one clear sentence for the user."""


class FileFormatError(MuseGenError):
    """A file cannot be read or written; the sentence names the file and the reason."""


class BundleError(MuseGenError):
    """A model bundle is missing, damaged or of a kind this version cannot run."""


class DeviceError(MuseGenError):
    """An audio or MIDI device, or the synth library, cannot be used."""


class SettingsError(MuseGenError):
    """A value given by the user (flag, field, config) is out of range."""
