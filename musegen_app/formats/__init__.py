"""Files <-> score: one guard in front of every parser, one way to save."""

from __future__ import annotations

from musegen_app.formats.catalog import FORMATS, FormatInfo, format_of, open_any, read_any, write_any
from musegen_app.formats.opened import Opened

__all__ = ["FORMATS", "FormatInfo", "Opened", "format_of", "open_any", "read_any", "write_any"]
