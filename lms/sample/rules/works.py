"""What the people of the sample city hand in, and what assessors say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lms.submissions.rules.judging import ETHICS, LEAST_ETHICS

TEXTS = (
    "Kabar kerja bakti di RT 03. Sudah dikirim ke grup RT 03 dan RT 05.",
    "Kabar jadwal posyandu bulan ini. Sumbernya papan pengumuman kelurahan.",
    "Kabar pasar murah di halaman kelurahan. Dikirim ke grup PKK dan RT 02.",
    "Tiga pesan dari grup WhatsApp sudah saya periksa. Dua ternyata kabar lama.",
    "Mengajak lima warga RT sebelah membuka satu layanan kota. Dua orang sudah bisa sendiri.",
)
LINK = "https://contoh.example/kabar-{number}"
"""An address that leads nowhere: the work is invented."""
PEOPLE = "Bu Tini dan Pak Darto, keduanya sudah setuju."

GOOD = (
    "Isinya jelas dan berguna untuk warga.",
    "Sumbernya disebut, jadi warga bisa percaya.",
    "Urutannya rapi dan mudah diikuti.",
)
FOLLOWING = (
    "Berikutnya, sebutkan juga siapa yang bisa dihubungi.",
    "Lain kali, dekati orang yang berbicara supaya suaranya lebih jelas.",
    "Coba kirim juga ke RT yang belum pernah dapat kabar.",
)
WAITING_SHARE, REPAIR_SHARE = 0.5, 0.3
"""Of the people in the middle of a course: who has handed in a practice, and of these whose work needs a repair."""
SEEN_TWICE = 0.15
"""The share of passed work that a second assessor judged too."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an assessor tells the learner."""

    good: str
    following: str


REPAIR = Words("Tinggal sedikit lagi.", "Tolong tulis izin orang yang terlihat, lalu kirim lagi.")


def praise(chance: Random) -> Words:
    """Give what is said about work that passes."""
    return Words(chance.choice(GOOD), chance.choice(FOLLOWING))


def passing(chance: Random, criteria: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Give points that pass: two or three for each criterion."""
    return {item["id"]: chance.choice((2, 2, 3)) for item in criteria}


def seen_by_another(chance: Random, points: dict[str, int]) -> dict[str, int]:
    """Give the points of a second assessor, who mostly agrees and is at most one point away."""
    return {
        name: value if chance.random() < 0.75 else max(LEAST_ETHICS if name == ETHICS else 1, value - 1)
        for name, value in points.items()
    }
