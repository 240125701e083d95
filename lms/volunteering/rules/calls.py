"""How needs are told to the public: role, gain, the words to share."""

from flask_babel import gettext as _

from lms.volunteering.models import Need, NeedRole
from lms.volunteering.rules.needs import Facts

HOURS = 4
"""Hours a month where nobody has said otherwise."""


def role_name(role: NeedRole) -> str:
    """Give what somebody would be."""
    names = {
        NeedRole.OFFICER: _("Pengurus KIM"),
        NeedRole.MENTOR: _("Pendamping warga senior"),
        NeedRole.CARRIER: _("Pembawa kabar ke RT"),
    }
    return str(names[role])


def task(role: NeedRole, *, is_city: bool = False) -> str:
    """Give what somebody would do, in a sentence; for the city's own group in its words."""
    if is_city and role is NeedRole.OFFICER:
        return str(_("Ikut rapat KIM kota dan mengurus kabar seluruh kota. Mulai umur 17 tahun."))
    tasks = {
        NeedRole.OFFICER: _("Ikut rapat KIM, mengurus kabar kelurahan, dan membawanya ke RT. Mulai umur 17 tahun."),
        NeedRole.MENTOR: _("Duduk di samping pengurus senior yang belajar video, tulisan, dan aplikasi kota."),
        NeedRole.CARRIER: _("Membawa kabar kelurahan ke RT yang belum punya pembawa kabar."),
    }
    return str(tasks[role])


def gain(role: NeedRole, need: Need | None) -> str:
    """Give what a volunteer gains: the coordinator's words, or ours."""
    if need and need.gain:
        return need.gain
    gains = {
        NeedRole.OFFICER: _("Pengalaman berorganisasi dan surat keputusan."),
        NeedRole.MENTOR: _("Kursus mendampingi, jam yang disahkan, dan surat keterangan."),
        NeedRole.CARRIER: _("Latihan berbicara di depan warga dan jam yang disahkan."),
    }
    return str(gains[role])


def reason(role: NeedRole, facts: Facts) -> str:
    """Say in words which facts ask for people."""
    if role is NeedRole.OFFICER:
        return str(_("%(seats)s kursi pengurus, %(officers)s terisi.", seats=facts.seats, officers=facts.officers))
    if role is NeedRole.MENTOR:
        return str(_("%(learners)s orang belajar, %(mentors)s relawan.", learners=facts.learners, mentors=facts.mentors))
    seats = max(facts.seats, facts.officers)
    return str(
        _("%(rt)s RT untuk %(seats)s kursi dan %(mentors)s relawan.", rt=facts.rt_count, seats=seats, mentors=facts.mentors)
    )
