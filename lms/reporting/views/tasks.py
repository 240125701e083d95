"""What needs somebody this week, each with the one button that does it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from lms.accounts.current import Viewer
from lms.discussion.queries import waiting_for
from lms.reporting.queries.figures.rows import CityFigures
from lms.reporting.queries.todo import Waits, waits
from lms.reporting.queries.waiting import overdue
from lms.web.filters import day

WAITING_SHOWN, SLEEPING_SHOWN = 3, 4


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, as the page draws it."""

    title: str
    text: str
    href: str
    button: str
    reason: str
    kind: str = "warn"


def wanted_actions(figures: CityFigures, viewer: Viewer) -> list[Action]:
    """Give what needs somebody, what was promised to people first; three statements."""
    found = waits(figures.city_id, at=figures.at)
    return [
        *_work(figures),
        *_applicants(figures),
        *_promised(found),
        *_sleeping(figures),
        *_uncarried(figures),
        *_decrees(found),
        *_questions(viewer),
    ]


def _work(figures: CityFigures) -> Iterator[Action]:
    late = overdue(figures.city_id, at=figures.at)
    if late:
        text = _(
            "%(count)s tugas lewat janji 3 hari, yang paling lama sejak %(day)s. Ingatkan penilainya.",
            count=late.count,
            day=day(late.oldest),
        )
        yield Action(str(_("Tugas praktik")), str(text), url_for("reviews.agreement"), _("Lihat"), _("Penilaian"), "bad")


def _applicants(figures: CityFigures) -> Iterator[Action]:
    """Name the kelurahan with most applicants waiting, and count the others."""
    rows = sorted((row for row in figures.rows if row.waiting), key=lambda row: -row.waiting)
    for row in rows[:WAITING_SHOWN]:
        text = _("%(count)s pendaftar relawan menunggu jawaban.", count=row.waiting)
        yield Action(row.name, str(text), url_for("applications.kelurahan_list", slug=row.slug), _("Lihat"), _("Pendaftar"))
    others = sum(row.waiting for row in rows[WAITING_SHOWN:])
    if others:
        text = _("%(count)s pendaftar relawan menunggu jawaban.", count=others)
        yield Action(str(_("Kelurahan lain")), str(text), url_for("applications.city_list"), _("Lihat"), _("Pendaftar"))
    if figures.waiting_outside:
        text = _("%(count)s pendaftar relawan menunggu jawaban.", count=figures.waiting_outside)
        yield Action(str(_("Luar kota")), str(text), url_for("applications.city_list"), _("Lihat"), _("Pendaftar"))


def _promised(found: Waits) -> Iterator[Action]:
    if found.silent and found.silent_since:
        text = _("%(count)s jawaban KIM belum datang, undangan sejak %(day)s.", count=found.silent, day=day(found.silent_since))
        yield Action(str(_("Ajakan")), str(text), page("/ajakan"), _("Tanyakan"), _("Belum dijawab"))
    if found.unanswered and found.told_first:
        text = _(
            "%(count)s aspirasi belum dijawab, paling lama sejak %(day)s.", count=found.unanswered, day=day(found.told_first)
        )
        yield Action(str(_("Aspirasi warga")), str(text), page("/dasbor/aspirasi"), _("Jawab"), _("Aspirasi"))


def _decrees(found: Waits) -> Iterator[Action]:
    if found.decrees and found.ends_first:
        text = _("%(count)s SK berakhir, paling cepat %(day)s.", count=found.decrees, day=day(found.ends_first))
        yield Action(str(_("SK pengurus")), str(text), page("/kelola/kim"), _("Perbarui"), _("SK"))


def _uncarried(figures: CityFigures) -> Iterator[Action]:
    """Count the RT of groups awake that nobody answers for, and lead to where most of them are."""
    uncarried = {row.slug: row.figure("rt_pembawa").rest or 0 for row in figures.rows if not row.standing.is_dormant}
    if any(uncarried.values()):
        most = max(figures.rows, key=lambda row: uncarried.get(row.slug, 0))
        text = _(
            "%(count)s RT di KIM aktif belum punya pembawa kabar, terbanyak di sini: %(most)s.",
            count=sum(uncarried.values()),
            most=uncarried[most.slug],
        )
        href = page(f"/kelurahan/{most.slug}/pembawa", url_for("kelurahan.overview", slug=most.slug))
        yield Action(most.name, str(text), href, _("Atur"), _("RT tanpa pembawa"))


def _sleeping(figures: CityFigures) -> Iterator[Action]:
    """Name the sleeping groups with most RT, and count the others."""
    rows = sorted(figures.dormant, key=lambda row: -row.rt)
    for row in rows[:SLEEPING_SHOWN]:
        text = _("%(rt)s RT, %(open)s kursi kosong.", rt=row.rt, open=row.open_seats)
        href = page(f"/kelurahan/{row.slug}/bangkit", url_for("kelurahan.overview", slug=row.slug))
        yield Action(row.name, str(text), href, _("Bangkitkan"), _("Vakum"), "bad")
    others = rows[SLEEPING_SHOWN:]
    if others:
        names = ", ".join(sorted(row.name for row in others))
        yield Action(str(_("%(count)s KIM lain", count=len(others))), names, "#vakum", _("Lihat"), _("Vakum"), "bad")


def _questions(viewer: Viewer) -> Iterator[Action]:
    questions = waiting_for(viewer).all
    if questions:
        text = _("%(count)s pertanyaan atau laporan menunggu.", count=questions)
        yield Action(str(_("Tanya jawab")), str(text), url_for("discussion.waiting"), _("Lihat"), _("Pertanyaan"))


def page(path: str, otherwise: str = "") -> str:
    """Give an address if the site has a page there; otherwise another, or none."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return otherwise
    return path
