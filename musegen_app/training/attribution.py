"""Whose music a net learned from: the sets, their licences, and the words that their authors ask for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from musegen_app.bundles.manifest import DataSet
from musegen_app.codecs.lead_sheet import LeadSheet

SETS = {
    "nottingham_folk": (
        "GPL-3.0",
        "Nottingham Music Database (E. Foxley), cleaned edition of the jukedeck project; traditional tunes",
    ),
    "cre_irish_dance": (
        "CC BY 4.0",
        "Ceol Rince na hÉireann (B. Breathnach): B. Black, The Bill Black Irish tune archive; "
        "D. Diamond and A. Shahid, Polifonia project",
    ),
    "openewld_leadsheets": (
        "MIT, public-domain works",
        "OpenEWLD (F. Simonetta) from Wikifonia; works that are public domain in the US by date",
    ),
}


def data_sets(sheets: Sequence[LeadSheet]) -> tuple[DataSet, ...]:
    """The sets behind the training split of `sheets`, each with a digest of exactly those tunes."""
    sets = []
    own = dict.fromkeys(own_sources(sheets), ("that of the files", "files of one's own"))
    for name, (licence, attribution) in {**SETS, **own}.items():
        tunes = [s for s in sheets if s.source == name and s.split == "train" and s.notes]
        digest = hashlib.sha256("\n".join(sorted(repr((s.title, s.notes)) for s in tunes)).encode()).hexdigest()
        if tunes:
            sets.append(DataSet(name, len(tunes), licence, attribution, digest))
    return tuple(sets)


def own_sources(sheets: Sequence[LeadSheet]) -> list[str]:
    """Folders of somebody's own files among the sources, whose licences nobody here knows."""
    return sorted({s.source for s in sheets} - SETS.keys())
