"""The coordinator's page of one kelurahan: what waits, RT, this month, needs, and everybody in it."""

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import can_see_people, coordinates
from lms.catalog.queries import catalog
from lms.clock import now
from lms.discussion.queries import waiting_for
from lms.kim.queries import group_of, terms_of
from lms.learning.queries import progress_of
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.figures.rows import Figure, KelurahanFigures
from lms.reporting.queries.place import place_waits, rt_houses
from lms.reporting.queries.progress import LearningState, rows_in
from lms.reporting.queries.trends import trend
from lms.reporting.rules.measures import Measure, domain_key, measure_of
from lms.reporting.rules.months import earlier, month_of, written
from lms.reporting.rules.words import amount
from lms.reporting.views.board import present_tasks
from lms.reporting.views.place_tasks import Others, Waiting, page_at, waiting_in
from lms.reporting.views.shared import present_figures
from lms.volunteering.queries.applications import Readiness, readiness, volunteers_in

bp = Blueprint("kelurahan", __name__, template_folder="../templates")

THIS_MONTH = ("rt_terjangkau", "kunjungan", "dilatih", "jam_relawan", "kegiatan", "aspirasi")
"""The figures of the month on the page, in its order."""


@bp.get("/kelurahan/<slug>")
def overview(slug: str) -> ResponseReturnValue:
    """Show what waits, which RT are reached, how the month went, what is needed, and who learns what."""
    kelurahan, viewer = kelurahan_at(slug) or abort(404), signed_in_user()
    allow(can_see_people(viewer, kelurahan))
    figures = next(row for row in present_figures(kelurahan.city_id).rows if row.kelurahan_id == kelurahan.id)
    waiting = _waiting(kelurahan, figures, viewer)
    return render_template(
        "reporting/kelurahan.html",
        kelurahan=kelurahan,
        figures=figures,
        waiting=waiting,
        first=next((one for one in waiting if one.href), None),
        restart=page_at(f"/kelurahan/{slug}/bangkit"),
        coverage=page_at(f"/kelurahan/{slug}/jangkauan"),
        houses=rt_houses(kelurahan.id, at=now()),
        month=_month(kelurahan, figures),
        report=url_for("reports.kelurahan", slug=slug, month=written(now().date())),
        needs=_needs(figures),
        pages=_pages(kelurahan, viewer),
        **_people(kelurahan),
    )


def _waiting(kelurahan: Kelurahan, figures: KelurahanFigures, viewer: Viewer) -> list[Waiting]:
    """Give what waits; who is behind only to the kelurahan's own coordinator."""
    others = Others(waiting_for(viewer).all, _in_need(kelurahan) if coordinates(viewer, kelurahan) else 0)
    waits = place_waits(kelurahan.id, on=now().date())
    return waiting_in(kelurahan, figures, waits=waits, steps=present_tasks(kelurahan.id, viewer), others=others)


def _in_need(kelurahan: Kelurahan) -> int:
    """Count the people who need help with learning."""
    rows = rows_in(kelurahan.id, catalog().courses, at=now(), idle_days=current_app.config["HELP_AFTER_IDLE_DAYS"])
    return len({row.member.person_id for row in rows if row.state is LearningState.HELP})


def _month(kelurahan: Kelurahan, figures: KelurahanFigures) -> list[tuple[Measure, object, object | None]]:
    """Give each figure of the month with the one at the end of the month before, where that was kept."""
    last = earlier(month_of(now().date()), 1)
    kept = trend(kelurahan.city_id, THIS_MONTH, [last])
    found = [(key, measure) for key in THIS_MONTH if (measure := measure_of(key))]
    return [(one, _shown(figures.figure(key), one), _shown(kept.at(key, last, kelurahan.id), one)) for key, one in found]


def _shown(figure: Figure | None, measure: Measure) -> object | None:
    return amount(figure.value, measure.unit) if figure else None


def _needs(figures: KelurahanFigures) -> list[str]:
    """Say what the kelurahan is short of; nothing where it is short of nothing."""
    volunteers = max(0, figures.figure("relawan").rest or 0)
    able = sum(figures.figure(domain_key(one.domain, "k_kurang")).value or 0 for one in figures.capability.domains)
    carried = figures.figure("rt_pembawa").rest or 0
    needs = [
        (figures.open_seats, _("%(count)s pengurus", count=figures.open_seats)),
        (volunteers, _("%(count)s relawan", count=volunteers)),
        (able, _("%(count)s orang mampu di lima bidang", count=able)),
        (carried, _("pembawa kabar untuk %(count)s RT", count=carried)),
    ]
    return [words for count, words in needs if count]


def _pages(kelurahan: Kelurahan, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Give the other pages of the kelurahan, with the drawing beside each; those that are there."""
    base = f"/kelurahan/{kelurahan.slug}"
    pages = [
        (_("Daftar pengurus dan SK"), f"{base}/pengurus", "seat"),
        (_("Masukkan daftar orang"), f"{base}/impor", "download"),
        (_("Daftar RT"), f"{base}/rt", "home"),
        (_("Jangkauan RT"), f"{base}/jangkauan", "map"),
        (_("Aspirasi warga"), f"{base}/aspirasi", "message"),
        (_("Ajakan dari kota"), "/ajakan", "megaphone"),
        (_("Kegiatan"), "/kegiatan", "clock"),
        (_("Papan relawan"), url_for("board.board", slug=kelurahan.slug), "people"),
        (_("Semua pendaftar relawan"), url_for("applications.kelurahan_list", slug=kelurahan.slug), "people"),
        (_("Pasangan di %(name)s", name=kelurahan.name), url_for("proposals.kelurahan", slug=kelurahan.slug), "people"),
        (_("Siapa perlu bantuan belajar"), url_for("progress.people", slug=kelurahan.slug), "book"),
        (_("Kemampuan anggota KIM"), url_for("capability.kelurahan", slug=kelurahan.slug), "person"),
        (_("Kartu masuk"), url_for("kim.cards", slug=kelurahan.slug), "print"),
    ]
    hidden = set() if coordinates(viewer, kelurahan) else {url_for("progress.people", slug=kelurahan.slug)}
    return [(text, address, mark) for text, address, mark in pages if page_at(address) and address not in hidden]


def _people(kelurahan: Kelurahan) -> dict[str, object]:
    """Give everybody of the kelurahan with what they learn."""
    group = group_of(kelurahan.id)
    terms = terms_of(group, on=now().date())
    volunteers = volunteers_in(kelurahan.id)
    ready_for = readiness([item.id for item in volunteers], on=now().date())
    return {
        "group": group,
        "officers": [term for term in terms if term.position.takes_seat],
        "members": [term for term in terms if not term.position.takes_seat],
        "progress": progress_of(catalog().courses, [term.person_id for term in terms]),
        "volunteers": volunteers,
        "readiness": ready_for,
        "ready": sum(how is Readiness.READY for how in ready_for.values()),
    }
