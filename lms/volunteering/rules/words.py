"""How a volunteer's state is told: to the volunteer, and to the officer who looks after them."""

from flask_babel import gettext as _

from lms.volunteering.models import State

THROUGH = "Selamat siang Bapak/Ibu wali, ini pesan untuk {name}. "
"""How a message begins that goes to a guardian's telephone, and is for the child."""


def word(state: State) -> str:
    """Give a state in two or three words, for lists."""
    words = {
        State.GUARDIAN: _("menunggu izin wali"),
        State.WAITING: _("menunggu jawaban"),
        State.INTERVIEW: _("diajak ngobrol"),
        State.ORIENTATION: _("belajar menjadi relawan"),
        State.READY: _("siap berpasangan"),
        State.PAIRED: _("sudah berpasangan"),
        State.ACTIVE: _("aktif mendampingi"),
        State.PAUSED: _("sedang jeda"),
        State.AT_RISK: _("perlu disapa"),
        State.FINISHED: _("lulus satu pasangan"),
        State.CANDIDATE: _("calon pengurus"),
        State.OFFICER: _("pengurus"),
        State.LEFT: _("sudah berhenti"),
        State.DECLINED: _("tidak diterima"),
        State.SUSPENDED: _("ditangguhkan"),
        State.ERASED: _("data dihapus"),
    }
    return str(words[state])


def sentence(state: State) -> str:
    """Tell a volunteer where they stand and what comes next."""
    sentences = {
        State.GUARDIAN: _("Kamu bisa melihat-lihat dulu. Kegiatan mulai setelah walimu setuju."),
        State.WAITING: _("Pendaftaranmu sedang dibaca."),
        State.INTERVIEW: _("Kamu diajak ngobrol sebentar, sekitar sepuluh menit."),
        State.ORIENTATION: _("Selesaikan kursus relawan dan baca kode etik. Setelah itu kamu siap berpasangan."),
        State.READY: _("Kamu siap. Koordinator sedang mencarikan pasangan yang cocok."),
        State.PAIRED: _("Kamu sudah punya pasangan. Rencanakan pertemuan pertama minggu ini."),
        State.ACTIVE: _("Kamu aktif mendampingi. Terima kasih!"),
        State.PAUSED: _("Kamu sedang jeda. Sampai jumpa lagi."),
        State.AT_RISK: _("Sudah lama tidak ada pertemuan. Bagaimana kabarmu? Mau lanjut, jeda, atau berhenti?"),
        State.FINISHED: _("Selamat, satu pasangan sudah lulus! Minta suratmu, atau dampingi orang baru."),
        State.CANDIDATE: _("Kamu calon pengurus KIM. Lurah yang menetapkannya dengan surat keputusan."),
        State.OFFICER: _("Kamu pengurus KIM sekarang. Selamat!"),
        State.LEFT: _("Kamu sudah berhenti. Terima kasih untuk waktumu. Boleh mendaftar lagi kapan saja."),
        State.DECLINED: _("Kali ini belum bisa diterima. Terima kasih sudah menawarkan diri."),
        State.SUSPENDED: _(
            "Kegiatanmu dihentikan sementara. Petugas menghubungimu paling lambat tujuh hari. Kamu berhak menjawab."
        ),
        State.ERASED: _("Datamu sudah dihapus."),
    }
    return str(sentences[state])


def heading(state: State) -> str:
    """Give the heading of the status page."""
    headings = {
        State.GUARDIAN: _("Tinggal izin walimu"),
        State.WAITING: _("Pendaftaranmu sudah masuk"),
        State.INTERVIEW: _("Ayo ngobrol sebentar"),
        State.DECLINED: _("Kali ini belum bisa diterima"),
        State.LEFT: _("Terima kasih sudah membantu"),
        State.ERASED: _("Data ini sudah dihapus"),
        State.SUSPENDED: _("Dihentikan sementara"),
    }
    return str(headings.get(state) or _("Selamat, kamu diterima!"))


def ladder_of(state: State) -> list[tuple[str, bool, bool]]:
    """Give the rungs a volunteer climbs: words, whether it is behind them, whether they stand on it."""
    rungs = [
        (_("Belajar menjadi relawan"), {State.ORIENTATION}),
        (_("Siap berpasangan"), {State.READY}),
        (_("Berpasangan"), {State.PAIRED}),
        (_("Aktif mendampingi"), {State.ACTIVE, State.PAUSED, State.AT_RISK}),
        (_("Lulus satu pasangan"), {State.FINISHED}),
        (_("Calon pengurus"), {State.CANDIDATE}),
        (_("Pengurus"), {State.OFFICER}),
    ]
    here = next((number for number, (_words, states) in enumerate(rungs) if state in states), -1)
    return [(str(words), number < here, number == here) for number, (words, _states) in enumerate(rungs)]
