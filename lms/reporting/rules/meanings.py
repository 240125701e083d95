"""What each figure of the volunteers' funnel means, as the page, the file and the public page say it."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.reporting.rules.funnel import ANSWERED, CONSENT, SENT
from lms.reporting.rules.measures import Measure
from lms.volunteering.models import Reason

STEPS = (
    Measure(SENT, _l("Mendaftar"), _l("Orang yang mengirim pendaftaran dalam masa ini.")),
    Measure(
        CONSENT,
        _l("Wali mengizinkan"),
        _l("Dari pendaftar di bawah 17 tahun: yang walinya sudah mengizinkan. Hari dihitung sejak mendaftar."),
    ),
    Measure(
        ANSWERED,
        _l("Dijawab tepat waktu"),
        _l(
            "Dari pendaftar yang sampai ke koordinator: yang dijawab sebelum %(hours)s jam. "
            "Yang masih menunggu dan belum lewat waktunya belum dihitung."
        ),
    ),
    Measure("terima", _l("Diterima"), _l("Diterima setelah ngobrol, lalu mulai kursus relawan. Dibanding yang mendaftar.")),
    Measure("siap", _l("Siap"), _l("Kursus relawan selesai dan kode etik disetujui. Dibanding yang diterima.")),
    Measure("pasangan", _l("Punya pasangan"), _l("Dipasangkan dengan anggota senior. Dibanding yang siap.")),
    Measure("aktif", _l("Aktif"), _l("Pertemuan pertama dibenarkan kedua pihak. Dibanding yang punya pasangan.")),
    Measure(
        "enam",
        _l("Pertemuan tuntas"),
        _l("Semua pertemuan, biasanya enam, terlaksana dan tujuan tercapai. Dibanding yang aktif."),
    ),
    Measure("pengurus", _l("Jadi pengurus"), _l("Menjadi pengurus KIM. Dibanding yang pertemuannya tuntas.")),
)
BESIDE = (
    Measure("kursi", _l("Kursi pengurus terisi"), _l("Pengurus yang menjabat hari ini, dari jumlah kursi KIM.")),
    Measure("jam", _l("Jam terverifikasi"), _l("Jam pertemuan dalam masa ini yang dibenarkan kedua pihak.")),
    Measure(
        "tepat",
        _l("Dibenarkan dalam 48 jam"),
        _l("Dari pertemuan yang sudah lewat 48 jam dan tidak dibatalkan: yang dibenarkan kedua pihak sebelum itu."),
    ),
    Measure(
        "diam",
        _l("Pasangan tanpa kabar 14 hari"),
        _l("Pasangan yang berjalan hari ini dan 14 hari tidak bertemu, dari semua pasangan yang berjalan."),
    ),
    Measure(
        "cabut",
        _l("Persetujuan ditarik"),
        _l("Orang yang datanya dihapus dalam masa ini karena ia atau walinya memintanya."),
    ),
)
COLUMNS: tuple[tuple[LazyString, LazyString], ...] = (
    (_l("Dari"), _l("Berapa orang yang bisa sampai ke langkah ini. Persennya dihitung dari angka ini.")),
    (
        _l("Hari (median)"),
        _l("Separuh orang lebih cepat dari ini, separuh lebih lama. Dihitung dari langkah sebelumnya ke langkah ini."),
    ),
    (
        _l("Perubahan"),
        _l("Yang sampai ke langkah ini dalam 30 hari terakhir, dikurangi 30 hari sebelumnya. Semua pendaftar ikut dihitung."),
    ),
)
REASONS = {
    Reason.FULL: _l("Kuota penuh"),
    Reason.UNREACHABLE: _l("Tidak bisa dihubungi"),
    Reason.TOO_YOUNG: _l("Terlalu muda"),
    Reason.DOUBLE: _l("Pendaftaran ganda"),
    Reason.TIME: _l("Waktunya tidak cocok"),
    Reason.SCHOOL: _l("Sekolah atau kuliah"),
    Reason.MOVED: _l("Pindah rumah"),
    Reason.NO_CONTACT: _l("Lama tidak ada kabar"),
    Reason.GUARDIAN: _l("Wali tidak mengizinkan"),
    Reason.EXPIRED: _l("Wali tidak menjawab"),
    Reason.SAFETY: _l("Keselamatan"),
    Reason.REQUEST: _l("Minta datanya dihapus"),
    Reason.OTHER: _l("Alasan lain"),
}
