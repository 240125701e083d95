"""Signing up, one question a page, and the page that tells how it stands."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import public
from lms.clock import now
from lms.db import db
from lms.regions.queries import kelurahan_at, kelurahan_in_order, the_city
from lms.volunteering.actions import signup as actions
from lms.volunteering.forms.signup import (
    SKILL_HINTS,
    SKILLS,
    TIMES,
    BirthdayForm,
    BirthYearForm,
    ConsentForm,
    GuardianForm,
    KelurahanForm,
    NameForm,
    PhoneForm,
    SkillsForm,
    TimesForm,
)
from lms.volunteering.models import Draft
from lms.volunteering.queries import applications as queries
from lms.volunteering.queries.needs import wanted_in
from lms.volunteering.rules import signup as rules
from lms.volunteering.rules.needs import Ratios
from lms.volunteering.rules.signup import Answers, first_open, needs_birthday, steps_for
from lms.web.forms import Form, options
from lms.web.limits import has_spent, spend
from lms.web.pages import client_address, shared

log = logging.getLogger(__name__)
bp = Blueprint("signup", __name__, url_prefix="/relawan", template_folder="../templates")

FORMS: dict[str, Callable[..., Form]] = {
    "kelurahan": KelurahanForm,
    "lahir": BirthYearForm,
    "ulang-tahun": BirthdayForm,
    "waktu": TimesForm,
    "bantu": SkillsForm,
    "nama": NameForm,
    "wa": PhoneForm,
    "wali": GuardianForm,
    "persetujuan": ConsentForm,
    "periksa": Form,
}
DRAFT = "draft"
SENT = "sent_from"
LONGEST_CODE = 24


@bp.get("")
@public
@shared
def invitation() -> ResponseReturnValue:
    """Tell young people what is needed and where, before anything is asked of them."""
    asked = [one for one in wanted_in(None, Ratios.of(current_app.config), on=now().date()) if one.is_asked_for]
    names = {place.slug: place.name for place in kelurahan_in_order()} | {one.slug: one.place.name for one in asked}
    missing = {slug: sum(one.missing for one in asked if one.slug == slug) for slug in names}
    places = [(slug, name, missing[slug]) for slug, name in names.items()]
    return render_template("volunteering/invitation.html", places=places, wanted=sum(missing.values()))


@bp.get("/daftar")
@public
def begin() -> ResponseReturnValue:
    """Go on where the answers stop; `?kelurahan=` from a poster or the list answers the first question.

    `?peran=` says which need is answered, `?kelompok=` which group somebody comes with; both are kept with the answers.
    """
    slug = request.args.get("kelurahan", "")
    for name, argument in (("role", "peran"), ("cohort", "kelompok")):
        if request.args.get(argument):
            session[name] = request.args[argument][:LONGEST_CODE]
    return redirect(url_for(".question", step=first_open(_answers(), now().date()), kelurahan=slug or None), code=303)


@bp.route("/daftar/<step>", methods=["GET", "POST"])
@public
def question(step: str) -> ResponseReturnValue:
    """Ask one question and keep the answer; the last page sends everything."""
    if step not in FORMS:
        abort(404)
    today, answers = now().date(), _answers()
    if step not in steps_for(answers, today):
        return redirect(url_for(".question", step=first_open(answers, today)), code=303)
    if step == "periksa":
        return _check(answers)
    form = _form(step, answers)
    if form.validate_on_submit():
        draft = actions.save_answers(_draft(), _changes(step, form) | _came_by(), at=now())
        db.session.commit()
        session.permanent = True
        session[DRAFT] = draft.id
        return _go_on(step, queries.answers_of(draft))
    return render_template(
        f"volunteering/questions/{step}.html", form=form, **_around(step, answers)
    ), 422 if form.errors else 200


@bp.get("/belum-cukup-umur")
@public
def too_young() -> ResponseReturnValue:
    """Tell children under 15 kindly how they can take part, and their leader whom to write to; nothing of them is kept."""
    kelurahan = kelurahan_at(request.args.get("kelurahan", ""))
    answerer = queries.answerer_in(kelurahan.id, at=now()) if kelurahan else None
    here = url_for(".too_young", kelurahan=kelurahan.slug if kelurahan else None)
    return render_template(
        "volunteering/too_young.html",
        kelurahan=kelurahan,
        answerer=answerer.name.split()[0] if answerer else "",
        help_whatsapp=current_app.config["HELP_WHATSAPP"],
        link=f"{current_app.config['SITE_URL']}{here}",
    )


def _check(answers: Answers) -> ResponseReturnValue:
    """Show all answers once more; sending them is the same work however often it is pressed."""
    draft = _draft()
    if draft is None and (session.get(SENT) or session.get(DRAFT)):
        return _already_sent()
    first = first_open(answers, now().date())
    if draft is None or first != "periksa":
        return redirect(url_for(".question", step=first), code=303)
    form = Form()
    if form.validate_on_submit():
        try:
            return _send(draft)
        except actions.CannotApply as refusal:
            form.form_errors.append(str(refusal))
    page = render_template("volunteering/questions/periksa.html", form=form, rows=_rows(answers), **_around("periksa", answers))
    return page, 422 if form.form_errors else 200


def _send(draft: Draft) -> ResponseReturnValue:
    address = f"address:{client_address()}"
    if has_spent("SIGN_UP_LIMIT_ADDRESS", address):
        abort(429)
    held = queries.draft_to_send(draft.id)
    if held is None:
        return _already_sent()
    application = actions.apply(held, at=now())
    db.session.commit()
    spend("SIGN_UP_LIMIT_ADDRESS", address)
    log.info("application sent: application=%s kelurahan=%s", application.id, application.kelurahan_id)
    session[SENT] = session.pop(DRAFT)
    return redirect(url_for("status.show", code=application.code), code=303)


def _already_sent() -> ResponseReturnValue:
    """Lead to the application that a second press of the same button finds, or back to the first question."""
    sent = queries.application_from(session.get(SENT) or session.get(DRAFT) or "")
    if sent is None:
        session.pop(DRAFT, None)
        return redirect(url_for(".question", step="kelurahan"), code=303)
    session[SENT] = sent.draft_id
    session.pop(DRAFT, None)
    return redirect(url_for("status.show", code=sent.code), code=303)


def _draft() -> Draft | None:
    return queries.draft(session.get(DRAFT), at=now(), kept_days=current_app.config["DRAFT_DAYS"])


def _answers() -> Answers:
    return queries.answers_of(_draft())


def _form(step: str, answers: Answers) -> Form:
    given = {
        "kelurahan": answers.kelurahan or request.args.get("kelurahan", ""),
        "birth_year": answers.birth_year,
        "had_birthday": None if answers.had_birthday is None else "ya" if answers.had_birthday else "belum",
        "times": answers.times,
        "skills": answers.skills,
        "name": answers.name,
        "whatsapp": answers.whatsapp,
        "guardian_name": answers.guardian_name,
        "guardian_whatsapp": answers.guardian_whatsapp,
        "agreed": answers.agreed,
    }
    form = FORMS[step](data=given)
    if isinstance(form, KelurahanForm):
        outside = _("Di luar %(city)s", city=the_city().name)
        form.kelurahan.choices = options({item.slug: item.name for item in kelurahan_in_order()} | {rules.OUTSIDE: outside})
    if isinstance(form, BirthYearForm):
        form.this_year = now().year
    return form


def _changes(step: str, form: Form) -> dict[str, Any]:
    changes: dict[str, Any] = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if step == "ulang-tahun":
        changes["had_birthday"] = changes["had_birthday"] == "ya"
    if step == "lahir" and not needs_birthday(changes["birth_year"], now().date()):
        # the lower of the two ages is on the same side of every limit
        changes["had_birthday"] = None
    return changes


def _came_by() -> dict[str, str]:
    """Give what the address said that led here: the need, the poster, the group."""
    return {name: str(session[name]) for name in ("role", "source", "cohort") if session.get(name)}


def _go_on(step: str, answers: Answers) -> ResponseReturnValue:
    today = now().date()
    if step in {"lahir", "ulang-tahun"} and answers.is_too_young(today):
        undecided = step == "lahir" and needs_birthday(answers.birth_year or 0, today)
        if not undecided:
            draft = _draft()
            if draft:
                db.session.delete(draft)
                db.session.commit()
            session.pop(DRAFT, None)
            return redirect(url_for(".too_young", kelurahan=answers.kelurahan or None), code=303)
    order = steps_for(answers, today)
    following = first_open(answers, today) if request.args.get("ubah") else order[order.index(step) + 1]
    return redirect(url_for(".question", step=following), code=303)


def _around(step: str, answers: Answers) -> dict[str, Any]:
    """Give what stands around a question: its number, the way back, what the kelurahan still needs."""
    order = steps_for(answers, now().date())
    place = order.index(step)
    return {
        "number": place + 1,
        "total": len(order) - 1,
        "back": url_for(".question", step=order[place - 1]) if place else url_for(".invitation"),
        "answers": answers,
        "hints": SKILL_HINTS,
        "areas": _areas() if step == "kelurahan" else {},
    }


def _areas() -> dict[str, str]:
    """Give the first kelurahan of each kecamatan with the words that stand above it."""
    first: dict[str, str] = {}
    for place in kelurahan_in_order():
        if place.kecamatan.name not in first.values():
            first[place.slug] = place.kecamatan.name
    return first


def _rows(answers: Answers) -> list[tuple[str, str, str]]:
    """Give the answers for the check page: question, answer, step."""
    place = next((item.name for item in kelurahan_in_order() if item.slug == answers.kelurahan), "")
    rows = [
        (_("Tempat tinggal"), place or _("Di luar %(city)s", city=the_city().name), "kelurahan"),
        (_("Tahun lahir"), str(answers.birth_year), "lahir"),
        (_("Waktu"), ", ".join(str(TIMES[item]) for item in answers.times), "waktu"),
        (_("Bisa bantu"), ", ".join(str(SKILLS[item]) for item in answers.skills), "bantu"),
        (_("Nama"), answers.name, "nama"),
        (_("WhatsApp"), answers.whatsapp, "wa"),
        (_("Orang tua atau wali"), f"{answers.guardian_name}, {answers.guardian_whatsapp}", "wali"),
    ]
    asked = steps_for(answers, now().date())
    return [row for row in rows if row[2] in asked]
