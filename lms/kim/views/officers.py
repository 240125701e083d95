"""Who serves in a group: the list, adding somebody, the group's decree."""

from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.accounts.rules import full_form
from lms.clock import now
from lms.kim import permissions, queries
from lms.kim.actions import groups, serving
from lms.kim.forms.serving import NEW, AddForm, DecreeForm, StartForm
from lms.kim.models import Status
from lms.kim.rules import periods
from lms.kim.views.shared import by_viewer, place_or_404, seen, slug_of, tried
from lms.web.forms import options
from lms.web.pages import as_uuid

bp = Blueprint("officers", __name__, template_folder="../templates")

PAST = 12
"""Ended terms shown on the page."""


@bp.get("/kota/pengurus", defaults={"slug": None})
@bp.get("/kelurahan/<slug>/pengurus")
def index(slug: str | None) -> ResponseReturnValue:
    """Show seats, who serves by which decree until when, and where else they serve."""
    place, day = place_or_404(slug), now().date()
    group = queries.group_in(place)
    terms = queries.terms_of(group, on=day)
    officers = [term for term in terms if term.position.takes_seat]
    return render_template(
        "kim/officers.html",
        place=place,
        slug=slug_of(place),
        group=group,
        officers=officers,
        members=[term for term in terms if not term.position.takes_seat],
        ahead=queries.terms_ahead(group, on=day),
        before=queries.terms_before(group, on=day, most=PAST),
        affiliations=queries.affiliations_of([term.person_id for term in terms]),
        coordinators=[full_form(one.name, one.honorific) for one in queries.coordinators_of(place, on=day)],
        expiry=periods.expiry(group.decree_until, on=day),
        appoints=permissions.appoints(signed_in_user(), place),
        full_form=full_form,
        last_day=periods.last_day_of,
    )


@bp.route("/kota/pengurus/tambah", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/kelurahan/<slug>/pengurus/tambah", methods=["GET", "POST"])
def add(slug: str | None) -> ResponseReturnValue:
    """Let somebody, known or new, take up a position."""
    place, moment = place_or_404(slug), now()
    group = queries.group_in(place)
    by_group = {"decree_number": group.decree_number, "decree_on": group.decree_on, "last_day": group.decree_until}
    form = AddForm(data=by_group)
    people = {str(one.id): one for one in queries.people_to_choose(place, on=moment.date())}
    key = as_uuid(request.form.get("kunci")) or uuid4()
    done = queries.term_with_key(key)  # pressed a second time: whom the first has seated is still a good answer
    people |= {str(done.person_id): done.person} if done else {}
    form.person.choices = options({NEW: _("Orang baru, isi namanya")} | {key: _listed(one) for key, one in people.items()})
    if form.validate_on_submit():
        who = form.newcomer() if form.is_new else people[form.person.data]
        name = who.name
        refusal = tried(form, lambda: serving.add(place, who, form.seat(), key=key, **by_viewer()))
        if refusal is None:
            flash(_("%(name)s sudah tercatat di %(group)s.", name=name, group=queries.group_in(place).name), "good")
            return redirect(url_for(".index", slug=slug), code=303)
    page = render_template("kim/add_officer.html", form=form, slug=slug, group=queries.group_in(place), key=key)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/kota/pengurus/sk", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/kelurahan/<slug>/pengurus/sk", methods=["GET", "POST"])
def decree(slug: str | None) -> ResponseReturnValue:
    """Write down the decree of the whole group."""
    place, refusal = place_or_404(slug), None
    group = queries.group_in(place)
    form = DecreeForm(data={"number": group.decree_number, "on": group.decree_on, "until": group.decree_until})
    if form.validate_on_submit():
        wanted = groups.Decree(form.number.data or None, form.on.data, form.until.data)
        typed = request.form.get("dilihat", "")
        refusal = tried(form, lambda: groups.set_decree(group, wanted, seen=typed, **by_viewer()))
        if refusal is None:
            flash(_("SK tersimpan."), "good")
            return redirect(url_for(".index", slug=slug), code=303)
    group = queries.group_in(place)
    shown = seen(groups.decree_of(group).values(), refusal)
    page = render_template("kim/decree.html", form=form, slug=slug, group=group, seen=shown)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/kota/status-awal", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/kelurahan/<slug>/status-awal", methods=["GET", "POST"])
def start(slug: str | None) -> ResponseReturnValue:
    """Let the agency correct a group's seats and starting status, with the source and its day."""
    place, refusal = place_or_404(slug), None
    allow(permissions.appoints(signed_in_user(), place))
    group = queries.group_in(place)
    before = groups.start_of(group)
    form = StartForm(data={"seats": before.seats, "status": before.status, "on": before.on, "source": before.source})
    if form.validate_on_submit():
        wanted = groups.Start(form.seats.data, Status(form.status.data), form.on.data, form.source.data)
        typed = request.form.get("dilihat", "")
        refusal = tried(form, lambda: groups.set_start(group, wanted, seen=typed, **by_viewer()))
        if refusal is None:
            flash(_("Status awal tersimpan."), "good")
            return redirect(url_for("groups.index"), code=303)
    group = queries.group_in(place)
    page = render_template("kim/start.html", form=form, group=group, seen=seen(groups.start_of(group).values(), refusal))
    return page, 422 if form.errors or form.form_errors else 200


def _listed(person: Person) -> str:
    return full_form(person.name, person.honorific)
