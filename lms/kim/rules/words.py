"""What positions, bodies and reasons are called on pages and in files."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.kim.models import Body, EndReason, Position, Status
from lms.web.filters import day

POSITIONS = {
    Position.CHAIR: _l("Ketua"),
    Position.SECRETARY: _l("Sekretaris"),
    Position.TREASURER: _l("Bendahara"),
    Position.OFFICER: _l("Pengurus"),
    Position.MEMBER: _l("Anggota"),
}
BODIES = {
    Body.RT: _l("Pengurus RT"),
    Body.RW: _l("Pengurus RW"),
    Body.PKK: _l("PKK"),
    Body.LPM: _l("LPM"),
    Body.KARANG_TARUNA: _l("Karang Taruna"),
}
END_REASONS = {
    EndReason.OVER: _l("Masa baktinya selesai"),
    EndReason.RESIGNED: _l("Mengundurkan diri"),
    EndReason.MOVED: _l("Pindah dari kelurahan ini"),
    EndReason.OTHER: _l("Alasan lain"),
}
STATUSES = {
    Status.ACTIVE: _l("Aktif"),
    Status.DORMANT: _l("Vakum"),
    Status.UNKNOWN: _l("Belum diketahui"),
}
FIELDS = {
    "position": _l("jabatan"),
    "starts_on": _l("hari mulai"),
    "ends_on": _l("hari terakhir"),
    "decree_number": _l("nomor SK"),
    "decree_on": _l("tanggal SK"),
    "decree_until": _l("SK berlaku sampai"),
    "seats": _l("jumlah kursi"),
    "starting_status": _l("status awal"),
    "starting_status_on": _l("tanggal status"),
    "source": _l("sumber"),
    "label": _l("nomor RT"),
    "rw": _l("RW"),
    "closed_on": _l("tanggal penutupan"),
}
"""What a form asks for, by the name of the column."""


_VALUES: dict[str, Mapping[Any, object]] = {"position": POSITIONS, "starting_status": STATUSES}


def told(changed: Iterable[str], values: Mapping[str, str]) -> str:
    """Say what somebody else has changed meanwhile, and to what, so that the second can decide."""
    what = "; ".join(f"{FIELDS[name]}: {_spoken(name, values[name])}" for name in changed)
    return str(_("Orang lain baru saja mengubahnya. Sekarang %(what)s. Periksa lagi, lalu simpan.", what=what))


def _spoken(name: str, value: str) -> object:
    if name in _VALUES:
        return _VALUES[name][value]
    return day(date.fromisoformat(value)) if value and name.endswith(("_on", "_until")) else value or "-"
