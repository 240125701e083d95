"""What a record of a level really rests on, in words. No database."""

from collections.abc import Mapping
from typing import Any

from lms.competency.rules.levels import ALONE

CHECK = "satu cek praktik dengan pendamping di samping, dicatat langkah demi langkah"
OBSERVED = "satu tugas praktik dengan pendamping di samping dan lembar amatan"
WORK = "satu tugas praktik tanpa bantuan, nilai rubrik paling sedikit 70%, dinilai orang lain"
QUIZ = "satu kuis tanpa bantuan, benar paling sedikit 70%"
DEEDS = "dua karya terbit atau dua sesi memandu, dibenarkan dua orang dan diterima penilai"


def grounds(level: int, evidence: Mapping[str, Any]) -> list[str]:
    """Give each kind of evidence that stands in a record, and no other: for certificates, which are always Indonesian."""
    work = WORK if level >= ALONE else OBSERVED
    kinds = {"versions": work, "attempts": QUIZ, "deeds": DEEDS, "checks": CHECK}
    return [words for kind, words in kinds.items() if evidence.get(kind)]
