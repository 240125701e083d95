"""What the people of the sample city hand in, and what assessors say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lms.submissions.rules.judging import ETHICS, LEAST_ETHICS

LINK = "https://contoh.example/kabar-{number}"
"""An address that leads nowhere: the work is invented."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an assessor tells the learner."""

    good: str
    following: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What people write for one task, whom one sees in it, and what assessors say of it when it passes."""

    texts: tuple[str, ...]
    """Empty where a task takes no text."""
    praise: tuple[Words, ...]
    people: str = ""
    """In the learner's words; empty where nobody can be recognised."""


_ASKED = "Bu Tini dan Pak Darto, keduanya sudah setuju."

FINALS = {
    "vlog": Answers(
        (
            "Vlog kerja bakti di RT 03. Sudah dikirim ke grup RT 03 dan RT 05.",
            "Vlog jadwal posyandu bulan ini. Sudah dikirim ke grup PKK dan RT 02.",
            "Vlog pasar murah di halaman kelurahan. Sudah dikirim ke grup RT 01 dan RT 04.",
        ),
        (
            Words(
                "Gambarnya mantap dan kabarnya mudah dipahami.",
                "Lain kali, dekati orang yang berbicara supaya suaranya lebih jelas.",
            ),
            Words("Suaranya jelas sampai akhir.", "Berikutnya, sebutkan juga siapa yang bisa dihubungi."),
            Words("Kabarnya berguna untuk warga.", "Coba kirim juga ke RT yang belum pernah dapat kabar."),
        ),
        _ASKED,
    ),
    "blog": Answers(
        (),
        (
            Words("Judulnya pendek dan isinya lengkap.", "Berikutnya, tambahkan keterangan waktu di bawah foto."),
            Words("Narasumbernya disebut, jadi warga bisa percaya.", "Coba tulis satu kabar lagi dengan dua narasumber."),
        ),
        _ASKED,
    ),
    "aman": Answers(
        (
            "Tiga pesan dari grup WhatsApp sudah saya periksa. Dua ternyata kabar lama.",
            "Tiga lembar cek fakta: bantuan palsu, foto banjir lama, dan info obat.",
        ),
        (
            Words("Hasil ceknya benar dan tautannya bisa dibuka.", "Berikutnya, tulis juga tanggal kabar aslinya."),
            Words(
                "Cara ceknya runtut dan bisa diulang orang lain.", "Bagikan satu lembar ke grup RT dengan kalimat yang santun."
            ),
        ),
    ),
    "aplikasi": Answers(
        (
            "Sesi di RT 05. Hadir lima warga. Topiknya mencari harga pangan. Dua warga sudah bisa sendiri.",
            "Sesi di RT 02. Hadir tujuh warga. Topiknya membuat laporan. Tiga warga sudah bisa sendiri.",
        ),
        (
            Words("Catatan sesinya lengkap.", "Tengok lagi warga yang belum bisa sendiri minggu depan."),
            Words("Warga mencoba sendiri, tidak hanya menonton.", "Adakan satu sesi lagi di RT yang berbeda."),
        ),
    ),
    "adinda": Answers(
        (
            "Topik kami jadwal posyandu. Enam bukti lengkap, dari daftar sumber sampai log kunjungan RT 02 dan RT 05.",
            "Topik kami pilah sampah. Satu usul warga sudah disalurkan, dan kabar baliknya sudah disampaikan.",
        ),
        (
            Words("Enam buktinya lengkap dan bertanggal.", "Siklus berikutnya, tambah satu RT yang belum terjangkau."),
            Words("Suara warga disalurkan sampai ada kabar baliknya.", "Berikutnya, catat juga berapa warga yang hadir."),
        ),
    ),
    "relawan": Answers(
        (
            "Dua sesi dengan satu peserta, Selasa dan Sabtu. Pengurus hadir di keduanya.",
            "Dua sesi di balai RW. Peserta sudah bisa mengirim foto sendiri di sesi kedua.",
        ),
        (
            Words("Peserta memegang HP-nya sendiri selama sesi.", "Di sesi berikutnya, beri jeda lebih lama sebelum membantu."),
            Words("Log kedua sesi lengkap.", "Berikutnya, minta peserta mengulang tanpa dibantu."),
        ),
    ),
}
"""By course: the answers to its final task."""

OTHER = Answers(("Tugas ini sudah dikerjakan.",), (Words("Pesannya jelas dan mudah dipahami.", "Buat satu lagi tanpa dibantu."),))
"""For the final task of any other course."""

PRACTICE_LESSON = "V1"
"""The practice that is handed in these days: a screenshot of the memory and a film of ten seconds."""

REPAIR = Words("Tangkapan layar sisa memorinya jelas.", "Videonya belum ada. Rekam video uji 10 detik, lalu kirim lagi.")
"""What is said of that practice when the film is missing."""

WAITING_SHARE, REPAIR_SHARE = 0.5, 0.3
"""Of the people in the middle of a course: who has handed in a practice, and of these whose work needs a repair."""
SEEN_TWICE = 0.15
"""The share of passed work that a second assessor judged too."""


def passing(chance: Random, criteria: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Give points that pass: two or three for each criterion."""
    return {item["id"]: chance.choice((2, 2, 3)) for item in criteria}


def seen_by_another(chance: Random, points: dict[str, int]) -> dict[str, int]:
    """Give the points of a second assessor, who mostly agrees and is at most one point away."""
    return {
        name: value if chance.random() < 0.75 else max(LEAST_ETHICS if name == ETHICS else 1, value - 1)
        for name, value in points.items()
    }
