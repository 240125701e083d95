"""What the people of the sample city asked under lessons, and what was answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of somebody of a kelurahan, and the answer; empty while it waits."""

    place: str
    lesson_id: str
    text: str
    answer: str = ""
    days_ago: int = 3
    is_reported: bool = False


QUESTIONS = (
    Asked("wates", "V1", "Memori HP saya tinggal 1 GB. Apa yang paling aman dihapus dulu?",
          "Foto kembar dan video lama yang sudah disalin, Bu. Jangan hapus obrolan dulu. Nanti kita cek bersama.", 16),
    Asked("wates", "V2", "Tangan saya gemetar. Bolehkah HP disandarkan di meja?", days_ago=1),
    Asked("wates", "V6", "Setelah dipotong, video aslinya hilang tidak?", "Tidak hilang, Pak, asal disimpan sebagai salinan.", 9),
    Asked("cacaban", "V3", "Suara saya kalah dengan kipas angin. Bagaimana ya?", "Matikan kipas sebentar waktu merekam, Bu.", 12),
    Asked("cacaban", "V5", "Kalau cucu ikut terekam dari belakang, perlu izin juga?", days_ago=2),
    Asked("magelang", "V4", "Apakah lima kalimat itu harus dihafal?", "Tidak perlu, Pak. Cukup dibaca pelan dari kertas.", 20),
    Asked("kedungsari", "V1", "Baterai HP saya cepat habis. Masih bisa ikut?", days_ago=4),
    Asked("panjang", "V7", "Grup RT saya ramai jualan. Boleh titip iklan di sini?", days_ago=6, is_reported=True),
)  # fmt: skip
