"""People from a file: shown first, taken over when somebody says so."""

from uuid import uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.kim import permissions, queries
from lms.kim.actions import lists as actions
from lms.kim.forms.lists import ListForm
from lms.kim.models import Import
from lms.kim.rules.columns import COLUMNS, NUMBER, PROBLEM
from lms.kim.rules.lists import Judged, Verdict, judge
from lms.kim.views.shared import NUMBER as ID
from lms.kim.views.shared import by_viewer, kelurahan_or_404, pressed, tried
from lms.regions.models import Kelurahan
from lms.regions.queries import the_city
from lms.web.pages import as_uuid
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("lists", __name__, template_folder="../templates")

SHOWN = 200
"""Lines of each kind on one page; the file of what was left out has all of them."""
CITY, KELURAHAN = "/kelola/impor", "/kelurahan/<slug>/impor"
ONE = f"<{ID}:import_id>"


@bp.route(CITY, methods=["GET", "POST"], defaults={"slug": None})
@bp.route(KELURAHAN, methods=["GET", "POST"])
def read(slug: str | None) -> ResponseReturnValue:
    """Take a file and show what it says; nobody is added yet."""
    kelurahan, form = _place(slug), ListForm()
    key = as_uuid(request.form.get("kunci")) or uuid4()
    if form.validate_on_submit():
        kept: list[Import] = []
        content, kelurahan_id = form.file.data.read(), kelurahan.id if kelurahan else None
        if tried(form, lambda: kept.append(actions.keep(content, kelurahan_id, key=key, **by_viewer()))) is None:
            return redirect(url_for(".preview", slug=slug, import_id=kept[0].id), code=303)
    page = render_template("kim/import.html", form=form, slug=slug, kelurahan=kelurahan, key=key, columns=COLUMNS)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get(f"{CITY}/contoh.csv", defaults={"slug": None})
@bp.get(f"{KELURAHAN}/contoh.csv")
def template(slug: str | None) -> Response:
    """Give a file to fill in, with one invented line."""
    kelurahan = _place(slug)
    example = {
        "nama": _("Contoh Nama"),
        "sapaan": "ibu",
        "kelurahan": kelurahan.name if kelurahan else "Wates",
        "jabatan": "ketua",
        "mulai": "01-01-2026",
        "sampai": "31-12-2028",
        "nomor_sk": "12/2026",
        "tanggal_sk": "02-01-2026",
        "whatsapp": "0812 3456 7890",
        "tahun_lahir": "1962",
        "rt": "3",
        "lembaga": "RT, PKK",
    }
    return spreadsheet("contoh-daftar-pengurus", [COLUMNS, [example.get(column, "") for column in COLUMNS]])


@bp.get(f"{CITY}/{ONE}", defaults={"slug": None})
@bp.get(f"{KELURAHAN}/{ONE}")
def preview(slug: str | None, import_id: int) -> ResponseReturnValue:
    """Show every line with its problem, or what it would add; after it was taken over, what was left out."""
    kelurahan, found = _found(slug, import_id)
    judged = [] if found.done_at else judge(found.lines, queries.known_for(found.kelurahan_id), on=now().date())
    by_verdict = {verdict: [one for one in judged if one.verdict is verdict] for verdict in Verdict}
    left_out = _left_out(found, by_verdict[Verdict.LEFT_OUT])
    return render_template(
        "kim/import_done.html" if found.done_at else "kim/import_preview.html",
        slug=slug,
        kelurahan=kelurahan,
        found=found,
        left_out=left_out,
        new=by_verdict[Verdict.NEW],
        joins=by_verdict[Verdict.JOINS],
        known=by_verdict[Verdict.KNOWN],
        kept_days=actions.KEPT_DAYS,
        most=SHOWN,
    )


@bp.post(f"{CITY}/{ONE}/masukkan", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/{ONE}/masukkan")
def take_over(slug: str | None, import_id: int) -> ResponseReturnValue:
    """Add everybody whose line is in order."""
    _kelurahan, found = _found(slug, import_id)
    there = url_for(".preview", slug=slug, import_id=import_id)
    return pressed(lambda: actions.take_over(found, **by_viewer()), done=_("Daftar sudah dimasukkan."), then=there)


@bp.get(f"{CITY}/{ONE}/bermasalah.csv", defaults={"slug": None})
@bp.get(f"{KELURAHAN}/{ONE}/bermasalah.csv")
def problems(slug: str | None, import_id: int) -> Response:
    """Give the lines that were not taken, each with what is wrong, to be repaired and sent again."""
    _kelurahan, found = _found(slug, import_id)
    judged = [] if found.done_at else judge(found.lines, queries.known_for(found.kelurahan_id), on=now().date())
    left_out = _left_out(found, [one for one in judged if one.verdict is Verdict.LEFT_OUT])
    cells = {line[NUMBER]: line for line in found.lines}
    rows = [[*(cells[number].get(column, "") for column in COLUMNS), why] for number, _name, why in left_out]
    return spreadsheet("baris-bermasalah", [[*COLUMNS, PROBLEM], *rows])


def _left_out(found: Import, judged: list[Judged]) -> list[tuple[str, str, str]]:
    """Give number, name and problems of every line that is not taken."""
    if found.done_at:
        return [(cells[NUMBER], cells.get("nama", ""), cells[PROBLEM]) for cells in found.lines]
    return [(str(one.line.number), one.line.name, " ".join(one.line.problems)) for one in judged]


def _place(slug: str | None) -> Kelurahan | None:
    """Give the kelurahan of an address; for the whole city's none, and 403 for who is not its agency."""
    if slug is not None:
        return kelurahan_or_404(slug)
    allow(permissions.appoints(signed_in_user(), the_city()))
    return None


def _found(slug: str | None, import_id: int) -> tuple[Kelurahan | None, Import]:
    kelurahan = _place(slug)
    return kelurahan, queries.import_in(kelurahan.id if kelurahan else None, import_id) or abort(404)
