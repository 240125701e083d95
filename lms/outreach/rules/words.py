"""What topics, occasions and steps are called on pages, in files and on paper."""

from flask_babel import lazy_gettext as _l

from lms.outreach.models.words import Forum, Noted, Step, Topic

TOPICS = {
    Topic.HEALTH: _l("Kesehatan"),
    Topic.TECHNOLOGY: _l("Teknologi informasi"),
    Topic.FAMILY: _l("Ketahanan keluarga"),
    Topic.MSME: _l("UMKM"),
    Topic.ENVIRONMENT: _l("Lingkungan"),
    Topic.POLITICS: _l("Politik dan pemilu"),
    Topic.OTHER: _l("Topik lain"),
}
FORUMS = {
    Forum.TRAINING: _l("Pelatihan"),
    Forum.BRIEFING: _l("Sosialisasi dinas"),
    Forum.RT_MEETING: _l("Rapat RT"),
    Forum.PKK_MEETING: _l("Pertemuan PKK"),
    Forum.ARISAN: _l("Arisan"),
    Forum.POSYANDU: _l("Posyandu"),
    Forum.PRAYERS: _l("Pengajian atau ibadah"),
    Forum.DOORSTEP: _l("Dari rumah ke rumah"),
    Forum.RADIO: _l("Radio"),
    Forum.POSTER: _l("Poster atau selebaran"),
    Forum.OTHER: _l("Acara lain"),
}
VISITED = tuple(forum for forum in Forum if forum not in {Forum.TRAINING, Forum.BRIEFING, Forum.RADIO})
"""The occasions at which the word reaches one RT."""
STEPS = {
    Step.ACCESS: _l("Akses: mencari informasi"),
    Step.DISCUSSION: _l("Diskusi: membahas masalah bersama"),
    Step.IMPLEMENTATION: _l("Implementasi: menerapkannya"),
    Step.NETWORKING: _l("Networking: menjalin mitra"),
    Step.DISSEMINATION: _l("Diseminasi: menyebarkan ke warga"),
    Step.ASPIRATION: _l("Aspirasi: menyerap suara warga"),
}
NOTED = {
    Noted.CODE: _l("dengan kode"),
    Noted.TICKED: _l("dicentang petugas"),
    Noted.PAPER: _l("dari kertas"),
}
