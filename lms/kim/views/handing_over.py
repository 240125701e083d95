"""The hand-over when terms end: one form for every officer."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.rules import full_form
from lms.clock import now
from lms.kim import queries
from lms.kim.actions import handing_over
from lms.kim.forms.serving import HandOverForm
from lms.kim.rules.periods import end_of, last_day_of
from lms.kim.views.shared import by_viewer, place_or_404, tried
from lms.web.pages import as_uuid

bp = Blueprint("handing_over", __name__, template_folder="../templates")

STAYS, LEAVES = "lanjut", "selesai"


@bp.route("/kota/serah-terima", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/kelurahan/<slug>/serah-terima", methods=["GET", "POST"])
def hand_over(slug: str | None) -> ResponseReturnValue:
    """Ask for every officer whether they stay under the new decree, and write all of it down at once."""
    place, moment = place_or_404(slug), now()
    group, form, answers = queries.group_in(place), HandOverForm(), _answers()
    silent = {term_id for term_id, answer in answers.items() if answer not in {STAYS, LEAVES}}
    if form.validate_on_submit() and not silent:
        plan = _plan(form, answers)
        if tried(form, lambda: handing_over.hand_over(group, plan, **by_viewer())) is None:
            flash(_("Serah terima tersimpan. Kursi yang kosong sekarang menjadi lowongan."), "good")
            return redirect(url_for("officers.index", slug=slug), code=303)
    elif silent:
        form.form_errors.append(_("Pilih lanjut atau selesai untuk setiap orang."))
    group = queries.group_in(place)
    officers = [
        (
            term,
            full_form(term.person.name, term.person.honorific),
            last_day_of(term.ends_on),
            answers.get(term.id, ""),
            _("Pilih salah satu.") if term.id in silent else "",
        )
        for term in queries.terms_to_renew(group, on=moment.date())
    ]
    key = request.form.get("kunci") or uuid4()
    page = render_template("kim/hand_over.html", form=form, slug=slug, group=group, officers=officers, key=key)
    return page, 422 if form.errors or form.form_errors else 200


def _answers() -> dict[int, str]:
    """Give what was answered for everybody the form has shown; empty where nothing was chosen."""
    shown = [number for number in request.form.get("daftar", "").split(",") if number.isdecimal() and len(number) < 10]
    return {int(number): request.form.get(f"orang-{number}", "") for number in shown}


def _plan(form: HandOverForm, answers: dict[int, str]) -> handing_over.HandOver:
    return handing_over.HandOver(
        key=as_uuid(request.form.get("kunci")) or abort(400),
        day=form.day.data or abort(400),
        decree_number=form.decree_number.data,
        decree_on=form.decree_on.data,
        ends_on=end_of(form.last_day.data),
        stays={term_id: answer == STAYS for term_id, answer in answers.items()},
    )
