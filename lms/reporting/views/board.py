"""The coordinator's board: who waits for what, oldest first, with one tap and one prepared text for each step."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.clock import now
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.board import tasks_in
from lms.reporting.rules.board import Kind, Task, prepared
from lms.volunteering.permissions import can_answer_in
from lms.web.filters import day, moment, whatsapp

bp = Blueprint("board", __name__, template_folder="../templates")

TAGS = {
    Kind.SAFETY: (_l("Keamanan"), "bad"),
    Kind.GUARDIAN: (_l("Izin wali"), "plain"),
    Kind.ANSWER: (_l("Jawab"), "warn"),
    Kind.TALK: (_l("Ngobrol hari ini"), "warn"),
    Kind.AFTER_TALK: (_l("Setelah ngobrol"), "warn"),
    Kind.TRAINING: (_l("Belajar"), "plain"),
    Kind.UNPAIRED: (_l("Cari pasangan"), "warn"),
    Kind.YES: (_l("Menunggu setuju"), "plain"),
    Kind.CONFIRM: (_l("Sahkan"), "warn"),
    Kind.FIRST_MEETING: (_l("Pertemuan pertama"), "plain"),
    Kind.QUIET: (_l("14 hari sepi"), "warn"),
    Kind.SILENT: (_l("28 hari sepi"), "bad"),
    Kind.DISPUTE: (_l("Beda catatan"), "warn"),
    Kind.COHORT: (_l("Kelompok berakhir"), "warn"),
    Kind.LETTER: (_l("Surat"), "plain"),
    Kind.PARTING: (_l("Surat perpisahan"), "plain"),
    Kind.OFFICE: (_l("Ingin jadi pengurus"), "warn"),
    Kind.DECREE: (_l("Menunggu SK"), "plain"),
}
ACTIONS = {
    Kind.SAFETY: ("safety.incident", _l("Buka laporan")),
    Kind.GUARDIAN: ("applications.application", _l("Buka")),
    Kind.ANSWER: ("applications.application", _l("Jawab")),
    Kind.TALK: ("applications.application", _l("Buka")),
    Kind.AFTER_TALK: ("applications.application", _l("Terima atau tolak")),
    Kind.TRAINING: ("applications.application", _l("Buka")),
    Kind.UNPAIRED: ("proposals.kelurahan", _l("Usulkan pasangan")),
    Kind.YES: ("pairs.pair", _l("Buka pasangan")),
    Kind.CONFIRM: ("proposals.confirm", _l("Sahkan")),
    Kind.FIRST_MEETING: ("pairs.pair", _l("Buka pasangan")),
    Kind.QUIET: ("pairs.pair", _l("Buka pasangan")),
    Kind.SILENT: ("pairs.pair", _l("Buka pasangan")),
    Kind.DISPUTE: ("pairs.pair", _l("Putuskan")),
    Kind.COHORT: ("proposals.kelurahan", _l("Serahkan pasangan")),
    Kind.LETTER: ("letters.sign", _l("Buat surat")),
    Kind.PARTING: ("letters.sign", _l("Buat surat")),
    Kind.OFFICE: ("applications.application", _l("Buka")),
    Kind.DECREE: ("applications.application", _l("Catat SK")),
}
"""Where a step is taken, with the words on its button."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step as the page draws it."""

    tag: str
    tag_kind: str
    title: str
    text: str
    href: str
    button: str
    chat: str
    """Opens WhatsApp with a prepared text; empty where there is nobody to write to."""


@bp.get("/kelurahan/<slug>/papan")
def board(slug: str) -> ResponseReturnValue:
    """Show who waits for what in a kelurahan."""
    kelurahan = kelurahan_at(slug) or abort(404)
    viewer = signed_in_user()
    allow(can_answer_in(viewer, kelurahan))
    rows = [_row(task, slug) for task in present_tasks(kelurahan.id, viewer)]
    return render_template("reporting/board.html", kelurahan=kelurahan, rows=rows)


def present_tasks(kelurahan_id: int, viewer: Viewer) -> list[Task]:
    """Give what waits in a kelurahan at this moment."""
    config = current_app.config
    return tasks_in(kelurahan_id, viewer, hours=config["ANSWER_HOURS"], agency=config["AGENCY"], at=now())


def _row(task: Task, slug: str) -> Row:
    tag, kind = TAGS[task.kind]
    endpoint, button = ACTIONS[task.kind]
    link = url_for("guardians.consent", token=task.token, _external=True) if task.token else ""
    words = prepared(task, link)
    chat = whatsapp(task.contact.number, words) if words else ""
    return Row(str(tag), kind, _title(task), _text(task), _address(endpoint, task, slug), str(button), chat)


def _address(endpoint: str, task: Task, slug: str) -> str:
    """Give the address of the page a step is taken on; empty while the site has no such page."""
    if endpoint not in current_app.view_functions:
        return ""
    known: dict[str, Any] = {
        "application_id": task.application_id,
        "pair_id": task.pair_id,
        "person_id": task.person_id,
        "incident_id": task.incident_id,
        "slug": slug,
    }
    wanted = {name for rule in current_app.url_map.iter_rules(endpoint) for name in rule.arguments}
    return url_for(endpoint, **{name: known[name] for name in wanted if name in known})


def _title(task: Task) -> str:
    if task.kind is Kind.SAFETY:
        return str(_("Laporan keamanan menunggu"))
    if task.pair_id:
        return str(_("%(one)s dan %(other)s", one=task.name, other=task.other))
    return task.name


def _text(task: Task) -> str:
    """Say since when it waits, by when it is due and whose turn it is."""
    until = moment(task.until) if task.until else ""
    said = {
        Kind.SAFETY: _("Tinjau sebelum %(until)s.", until=until),
        Kind.ANSWER: _("Giliran %(name)s, sebelum %(until)s.", name=task.other, until=until),
        Kind.TALK: _("Hari ini: %(until)s.", until=until),
        Kind.COHORT: _("Berakhir %(day)s. Serahkan pasangannya ke relawan setempat.", day=day(task.until or task.since)),
        Kind.GUARDIAN: _("Walinya belum menjawab. Ingatkan sekali."),
    }
    return str(said.get(task.kind) or _("Sejak %(since)s.", since=moment(task.since)))
