"""Ready sentences to learners. They are content, in the learners' language, whatever the assessor's screen speaks."""

from collections.abc import Sequence

from lms.submissions.models import Verdict

GOOD = {
    "b1": "Pesannya jelas dan mudah dipahami.",
    "b2": "Buktinya lengkap dan bisa diperiksa.",
    "b3": "Izin orang yang tampil sudah diminta.",
    "b4": "Langkahnya runtut dari awal sampai akhir.",
    "b5": "Hasilnya berguna untuk warga sekitar.",
}
"""What is good, by key."""

NEXT = {
    Verdict.REPAIR: {
        "p1": "Lengkapi bagian yang belum ada, lalu kirim lagi.",
        "p2": "Periksa tautannya di HP teman, lalu kirim lagi.",
        "p3": "Ambil ulang di tempat yang terang, lalu kirim lagi.",
        "p4": "Minta dulu izin orang yang tampil, lalu kirim lagi.",
    },
    Verdict.PASSED: {
        "l1": "Lanjutkan ke pelajaran berikutnya.",
        "l2": "Bagikan hasilnya ke grup RT.",
        "l3": "Buat satu lagi tanpa dibantu.",
        "l4": "Ajari satu teman membuat yang sama.",
    },
}
"""What comes next, by key: sentences that go with one verdict and not with the other."""

ALL_NEXT = {key: text for sentences in NEXT.values() for key, text in sentences.items()}


def composed(sentences: dict[str, str], chosen: Sequence[str], own: str) -> str:
    """Give the chosen sentences in their order, with the assessor's own words after them; none that stands in those already."""
    ready = " ".join(text for key, text in sentences.items() if key in chosen and text not in own)
    return "\n".join(part for part in (ready, own) if part)
