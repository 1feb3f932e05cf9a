"""Music to learn from: importers of the training sets, tunes as `LeadSheet`s, families and split filled in."""

from __future__ import annotations

from musegen_app.training.corpus.load import load_corpus

__all__ = ["load_corpus"]
