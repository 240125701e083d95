"""The coordinator hands the pairs of a cohort that ends to people who stay, in one form."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.mentoring import permissions
from lms.mentoring.actions import handing_over as actions
from lms.mentoring.forms.pairs import NOBODY, hand_over_form
from lms.mentoring.queries import handovers as queries
from lms.mentoring.views.shared import name_of, names_of
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.volunteering.models import Application, Cohort

log = logging.getLogger(__name__)
bp = Blueprint("handovers", __name__, template_folder="../templates")


@bp.route("/kelurahan/<slug>/serah-terima/<int(max=2147483647):cohort_id>", methods=["GET", "POST"])
def hand_over(slug: str, cohort_id: int) -> ResponseReturnValue:
    """Ask for each pair of a cohort who goes on with it, and hand all of them over."""
    place, viewer, moment = kelurahan_at(slug) or abort(404), signed_in_user(), now()
    allow(permissions.can_pair_in(viewer, place))
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None or cohort.ends_on is None:
        abort(404)
    pairs = queries.pairs_of_cohort(cohort.id, place.id)
    if not pairs and cohort.kelurahan_id not in {None, place.id}:
        abort(404)
    people = {str(item.person_id): _named(item, place) for item in queries.successors_in(place)}
    form = hand_over_form({pair.id: _asked(names_of(pair)) for pair in pairs}, people)
    if form.validate_on_submit():
        chosen = {pair.id: form[f"pair_{pair.id}"].data for pair in pairs}
        successors = {pair_id: None if value == NOBODY else int(value) for pair_id, value in chosen.items()}
        try:
            made = actions.hand_over(cohort, place, successors, by_id=viewer.id, at=moment)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("pairs handed over: cohort=%s pairs=%s by=%s", cohort_id, len(successors), viewer.id)
            told = _("Tersimpan. %(count)s usulan baru menunggu jawaban ya dari keduanya.", count=len(made))
            flash(told if successors else _("Semua pasangan kelompok ini sudah diserahkan."), "good")
            return redirect(url_for("proposals.kelurahan", slug=slug), code=303)
    page = render_template(
        "mentoring/hand_over.html",
        cohort=cohort,
        kelurahan=place,
        form=form,
        pairs=pairs,
        waiting=[name_of(person) for person in queries.without_successor(place.id)],
    )
    return page, 422 if form.errors or form.form_errors else 200


def _asked(names: dict[str, str]) -> str:
    return str(_("%(senior)s, sekarang bersama %(volunteer)s", senior=names["senior_name"], volunteer=names["volunteer_name"]))


def _named(volunteer: Application, place: Kelurahan) -> str:
    """Give a volunteer's name; of another kelurahan's the first name only."""
    if volunteer.kelurahan_id == place.id:
        return volunteer.name
    return str(_("%(name)s, kelurahan tetangga", name=volunteer.name.split(maxsplit=1)[0]))
