"""Saying what one wants help with, for oneself or, as an officer, for somebody who was asked."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.catalog.models import Audience
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.mentoring import permissions
from lms.mentoring.actions import wishes as actions
from lms.mentoring.forms.wishes import WHEREVER, WishForm
from lms.mentoring.models import Wish
from lms.mentoring.queries import pairs as queries
from lms.mentoring.queries.proposals import is_member_here
from lms.mentoring.views.shared import name_of
from lms.regions.queries import kelurahan_at
from lms.web.forms import Form, options

log = logging.getLogger(__name__)
bp = Blueprint("wishes", __name__, template_folder="../templates")


@bp.route("/saya/pendamping", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """Ask a senior what they want to learn with a young volunteer."""
    person = db.get_or_404(Person, signed_in_user().id)
    return _page(person, back=("/saya", _("Saya")), then=url_for(".mine"), is_own=True)


@bp.post("/saya/pendamping/batal")
def take_back() -> ResponseReturnValue:
    """Forget the wish."""
    if not Form().validate_on_submit():
        abort(400)
    viewer = signed_in_user()
    actions.take_back(viewer.id, by_id=viewer.id, at=now())
    db.session.commit()
    flash(_("Permintaan pendamping dihapus."), "good")
    return redirect(url_for(".mine"), code=303)


@bp.route("/kelurahan/<slug>/pendamping/<int(max=2147483647):person_id>", methods=["GET", "POST"])
def for_somebody(slug: str, person_id: int) -> ResponseReturnValue:
    """Let an officer type in what somebody has told them."""
    kelurahan = kelurahan_at(slug) or abort(404)
    allow(permissions.can_pair_in(signed_in_user(), kelurahan))
    if not is_member_here(person_id, kelurahan.id):
        abort(404)
    person = db.get_or_404(Person, person_id)
    there = url_for("proposals.kelurahan", slug=slug)
    return _page(person, back=(there, _("Pasangan")), then=there, is_own=False)


def _page(person: Person, *, back: tuple[str, str], then: str, is_own: bool) -> ResponseReturnValue:
    wish = queries.wish_of(person.id)
    form = WishForm(data=_before(wish) if wish else None)
    courses = {course.id: course.title for course in catalog().courses if course.audience is not Audience.VOLUNTEER}
    form.course.choices = options({WHEREVER: _("Melanjutkan pelajaran terakhir"), **courses})
    if form.validate_on_submit():
        wanted = actions.Wanted(_course(form), form.times.data, form.languages.data)
        try:
            actions.say(person, wanted, by_id=signed_in_user().id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("wish said: person=%s by=%s", person.id, signed_in_user().id)
            flash(_("Tersimpan. Koordinator KIM mencarikan relawan yang cocok."), "good")
            return redirect(then, code=303)
    pair = queries.pair_of(person.id)
    page = render_template(
        "mentoring/wish.html", form=form, name=name_of(person), is_own=is_own, wish=wish, back=back, pair=pair, button=Form()
    )
    return page, 422 if form.errors or form.form_errors else 200


def _course(form: WishForm) -> str | None:
    return None if form.course.data == WHEREVER else form.course.data


def _before(wish: Wish) -> dict[str, object]:
    return {"course": wish.course_id or WHEREVER, "times": wish.times, "languages": wish.languages}
