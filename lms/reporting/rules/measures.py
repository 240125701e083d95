"""What every figure means: what is counted, over whom, on which date, from which source. No database."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.competency.models import Domain
from lms.competency.rules.model import competency_model


class Span(StrEnum):
    """Which time a figure speaks of."""

    DAY = "day"
    """As it stands at a moment."""
    MONTH = "month"
    """What happened since the first of the month."""
    YEAR = "year"
    """What happened in the twelve months before."""


class Unit(StrEnum):
    """What is counted."""

    PEOPLE = "people"
    RT = "rt"
    GROUPS = "groups"
    TIMES = "times"
    """Events, visits, questions: things that happen."""
    MINUTES = "minutes"
    """Kept as minutes, shown as hours."""


@dataclass(frozen=True)
class Measure:
    """A figure people see: its key in addresses and files, its title, and what is counted over whom."""

    key: str
    title: LazyString | str
    meaning: LazyString
    """May hold %(days)s, %(small)s, %(months)s, %(target)s, %(carried)s and %(rt_source)s, filled in from the settings."""
    span: Span = Span.DAY
    unit: Unit = Unit.PEOPLE
    source: LazyString | str = ""
    """From which records it is counted; filled in like the meaning."""
    target: LazyString | str = ""
    """What it should come to; empty where nobody has set anything. Filled in like the meaning."""


MEASURES = (
    Measure(
        "pengurus",
        _l("Pengurus KIM"),
        _l(
            "Orang yang hari itu memegang jabatan di KIM kelurahan (ketua sampai pengurus), dibanding jumlah kursinya. "
            "Siapa menjabat di dua KIM mengisi dua kursi; kalau pengurus lebih banyak, kursinya dihitung sebanyak itu."
        ),
        source=_l("Masa bakti yang tercatat di Sinau KIM; jumlah kursi dari data awal kelompok."),
        target=_l("Semua kursi terisi."),
    ),
    Measure(
        "anggota",
        _l("Anggota KIM"),
        _l("Orang yang hari itu tercatat sebagai anggota KIM tanpa jabatan."),
        source=_l("Catatan keanggotaan di Sinau KIM."),
    ),
    Measure(
        "relawan",
        _l("Relawan"),
        _l(
            "Pendaftar yang diterima koordinator dan belum berhenti, menurut kelurahan yang dipilihnya saat mendaftar. "
            "Dibanding yang dibutuhkan supaya satu orang membawa kabar ke paling banyak %(carried)s RT: "
            "jumlah RT dibagi %(carried)s, dikurangi kursi pengurus."
        ),
        source=_l("Pendaftaran relawan dan jawaban koordinator."),
        target=_l("Satu orang untuk paling banyak %(carried)s RT."),
    ),
    Measure(
        "mulai",
        _l("Mulai kursus"),
        _l(
            "Orang yang sudah menyelesaikan paling sedikit satu pelajaran kursus itu, menurut tempat tinggalnya sekarang. "
            "Yang sudah selesai ikut dihitung."
        ),
        source=_l("Catatan belajar di Sinau KIM."),
    ),
    Measure(
        "selesai",
        _l("Selesai kursus"),
        _l(
            "Orang yang menyelesaikan semua pelajaran wajib pada terbitan kursus saat itu, menurut tempat tinggalnya sekarang. "
            "Di peta: orang yang selesai paling sedikit satu kursus, dibanding yang mulai. "
            "Selesai kursus tidak sama dengan tingkat kecakapan."
        ),
        source=_l("Catatan belajar di Sinau KIM."),
    ),
    Measure(
        "rt",
        _l("RT"),
        _l("Rukun tetangga yang ada pada hari itu."),
        unit=Unit.RT,
        source=_l("Jumlah awal: %(rt_source)s. Setelah itu diperbarui kelurahan."),
    ),
    Measure(
        "rt_terjangkau",
        _l("RT terjangkau"),
        _l(
            "RT dengan paling sedikit satu kunjungan yang dibenarkan orang lain dalam 12 bulan terakhir, "
            "dibanding semua RT yang ada hari itu."
        ),
        unit=Unit.RT,
        source=_l("Catatan kunjungan RT."),
        target=_l("Semua RT."),
    ),
    Measure(
        "rt_90",
        _l("RT terjangkau, 90 hari"),
        _l("Seperti RT terjangkau, tetapi kunjungannya dalam 90 hari terakhir."),
        unit=Unit.RT,
        source=_l("Catatan kunjungan RT."),
    ),
    Measure(
        "rt_pembawa",
        _l("RT dengan pembawa kabar"),
        _l("RT yang hari itu punya pembawa kabar, pengurus atau relawan, dibanding semua RT yang ada."),
        unit=Unit.RT,
        source=_l("Pembagian RT oleh koordinator."),
        target=_l("Semua RT."),
    ),
    Measure(
        "k",
        _l("Mampu"),
        _l(
            "Untuk tiap bidang: orang KIM di tingkat 2 (mandiri) atau 3 (menggerakkan), dinilai orang lain dalam "
            "%(months)s bulan terakhir, dibanding semua pengurus dan anggota hari itu. Siapa ada di dua KIM dihitung sekali, "
            "di kelurahannya sendiri. Belum ada yang dinilai berarti belum diketahui, bukan nol."
        ),
        source=_l("Penilaian oleh orang lain: cek praktik, tugas, kuis, dan karya."),
        target=_l("%(target)s orang di tiap kelurahan dan bidang."),
    ),
    Measure(
        "k_dinilai",
        _l("Sudah dinilai"),
        _l("Untuk tiap bidang: orang KIM yang pernah dinilai, dibanding semua pengurus dan anggota hari itu."),
        source=_l("Penilaian oleh orang lain: cek praktik, tugas, kuis, dan karya."),
    ),
    Measure(
        "k_kurang",
        _l("Kurang orang mampu"),
        _l("Untuk tiap bidang: sasaran %(target)s orang dikurangi orang yang terbukti mampu, tidak pernah di bawah nol."),
        source=_l("Penilaian oleh orang lain: cek praktik, tugas, kuis, dan karya."),
    ),
    Measure(
        "aktif",
        _l("KIM aktif"),
        _l("KIM kelurahan yang tidak vakum, dibanding semua KIM kelurahan yang keadaannya diketahui."),
        unit=Unit.GROUPS,
        source=_l("Masa bakti dan kegiatan yang tercatat; keadaan awal dari penelitian."),
        target=_l("Semua KIM aktif."),
    ),
    Measure(
        "vakum",
        _l("KIM vakum"),
        _l(
            "KIM tanpa pengurus aktif, atau tanpa kegiatan tercatat lebih dari %(days)s hari: belajar, kegiatan, kunjungan, atau "
            "jabatan baru. Sebelum ada pengurus tercatat, keadaan awal dari penelitian yang berlaku. "
            "Vakum tidak sama dengan nol dan tidak sama dengan belum ada data."
        ),
        unit=Unit.GROUPS,
        source=_l("Masa bakti dan kegiatan yang tercatat; keadaan awal dari penelitian."),
    ),
    Measure(
        "dilatih",
        _l("Orang dilatih"),
        _l(
            "Orang yang bulan itu menyelesaikan pelajaran atau hadir di pelatihan, menurut tempat tinggalnya sekarang. "
            "Tiap orang dihitung sekali."
        ),
        Span.MONTH,
        source=_l("Catatan belajar dan daftar hadir pelatihan."),
    ),
    Measure(
        "kegiatan",
        _l("Kegiatan"),
        _l("Kegiatan KIM kelurahan yang terlaksana bulan itu, termasuk yang atas undangan. Yang batal tidak dihitung."),
        Span.MONTH,
        Unit.TIMES,
        source=_l("Catatan kegiatan KIM."),
    ),
    Measure(
        "kegiatan_ti",
        _l("Kegiatan TI"),
        _l("Kegiatan dengan topik teknologi, dibanding semua kegiatan bulan itu."),
        Span.MONTH,
        Unit.TIMES,
        source=_l("Catatan kegiatan KIM."),
    ),
    Measure(
        "kunjungan",
        _l("Kunjungan RT"),
        _l("Kunjungan ke RT pada bulan itu yang sudah dibenarkan ketua RT atau pengurus lain."),
        Span.MONTH,
        Unit.TIMES,
        source=_l("Catatan kunjungan RT."),
    ),
    Measure(
        "warga",
        _l("Warga yang hadir"),
        _l("Jumlah kepala pada kunjungan RT bulan itu. Siapa hadir dua kali terhitung dua kali; nama tidak dicatat."),
        Span.MONTH,
        Unit.TIMES,
        source=_l("Catatan kunjungan RT."),
    ),
    Measure(
        "jam_relawan",
        _l("Jam relawan"),
        _l("Lama pertemuan pendampingan bulan itu yang dibenarkan kedua pihak, menurut kelurahan yang didampingi."),
        Span.MONTH,
        Unit.MINUTES,
        source=_l("Catatan pertemuan pendampingan."),
    ),
    Measure(
        "aspirasi",
        _l("Aspirasi warga"),
        _l("Pertanyaan dan harapan warga yang dicatat bulan itu, tanpa nama."),
        Span.MONTH,
        Unit.TIMES,
        source=_l("Catatan kunjungan RT."),
    ),
    Measure(
        "aspirasi_dijawab",
        _l("Aspirasi dijawab"),
        _l("Dari aspirasi 12 bulan terakhir: yang sudah mendapat jawaban."),
        Span.YEAR,
        Unit.TIMES,
        source=_l("Catatan kunjungan dan jawaban yang dicatat."),
        target=_l("Semua terjawab."),
    ),
)
PER_COURSE = frozenset({"mulai", "selesai"})
"""Shown once for each course; the figure under this key is of people with any course."""
PER_DOMAIN = frozenset({"k", "k_dinilai", "k_kurang"})
"""Explained once, and one figure for each domain: k1 to k5, k1_dinilai to k5_dinilai, k1_kurang to k5_kurang."""


def domain_key(domain: Domain, family: str = "k") -> str:
    """Give the key of a figure of one domain: k2, k2_dinilai, k2_kurang."""
    return domain.value.lower() + family.removeprefix("k")


KEYS: tuple[str, ...] = tuple(
    key
    for measure in MEASURES
    for key in ([domain_key(domain, measure.key) for domain in Domain] if measure.key in PER_DOMAIN else [measure.key])
)
"""The key of every figure, in order: what snapshots keep and files list."""


def measure_of(key: str) -> Measure | None:
    """Find the measure of a figure's key; the title of one of a domain names the domain."""
    found = next((one for one in MEASURES if one.key == key and key not in PER_DOMAIN), None)
    if found or key not in KEYS:
        return found
    family = "k" + key[2:]
    general = next(one for one in MEASURES if one.key == family)
    domain = competency_model()[Domain(key[:2].upper())]
    return Measure(
        key, f"{general.title}: {domain.title}", general.meaning, general.span, general.unit, general.source, general.target
    )
