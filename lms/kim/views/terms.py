"""One person's term in a group: correcting it, ending it, where else they serve, whether they coordinate."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.rules import full_form
from lms.clock import now
from lms.kim import permissions, queries
from lms.kim.actions import affiliations, serving
from lms.kim.forms.serving import AffiliationForm, EndForm, TermForm
from lms.kim.models import Body, EndReason, Term
from lms.kim.rules.periods import end_of, last_day_of
from lms.kim.views.shared import NUMBER, by_viewer, place_or_404, pressed, seen, tried
from lms.regions.models import City, Kelurahan, Rt
from lms.regions.queries import rt_of

bp = Blueprint("terms", __name__, template_folder="../templates")

CITY, KELURAHAN = f"/kota/pengurus/<{NUMBER}:term_id>", f"/kelurahan/<slug>/pengurus/<{NUMBER}:term_id>"


@bp.route(CITY, methods=["GET", "POST"], defaults={"slug": None})
@bp.route(KELURAHAN, methods=["GET", "POST"])
def term(slug: str | None, term_id: int) -> ResponseReturnValue:
    """Show somebody's term and correct it."""
    place, found = _found(slug, term_id)
    form, refusal = TermForm(prefix="masa"), None
    if form.validate_on_submit():
        typed, wanted = request.form.get("dilihat", ""), form.seat()
        refusal = tried(form, lambda: serving.change(found, wanted, seen=typed, **by_viewer()))
        if refusal is None:
            flash(_("Perubahan tersimpan."), "good")
            return redirect(url_for(".term", slug=slug, term_id=term_id), code=303)
    elif request.method == "GET":
        form.fill_in(serving.Seat.of(found))
    return _page(place, found, form, AffiliationForm(), shown=seen(serving.Seat.of(found).values(), refusal))


@bp.route(f"{CITY}/akhiri", methods=["GET", "POST"], defaults={"slug": None})
@bp.route(f"{KELURAHAN}/akhiri", methods=["GET", "POST"])
def end(slug: str | None, term_id: int) -> ResponseReturnValue:
    """End a term with its last day and a reason."""
    place, found = _found(slug, term_id)
    form = EndForm(data={"last_day": now().date()})
    if form.validate_on_submit():
        ends_on, reason = end_of(form.last_day.data) or abort(400), EndReason(form.reason.data)
        name = _name(found)
        if tried(form, lambda: serving.end(found, ends_on=ends_on, reason=reason, **by_viewer())) is None:
            flash(_("Masa bakti %(name)s berakhir. Kursinya menjadi lowongan sendiri.", name=name), "good")
            return redirect(url_for("officers.index", slug=slug), code=303)
    coordinates = any(one.id == found.person_id for one in queries.coordinators_of(place, on=now().date()))
    page = render_template("kim/end_term.html", form=form, slug=slug, term=found, name=_name(found), coordinates=coordinates)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post(f"{CITY}/hapus", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/hapus")
def forget(slug: str | None, term_id: int) -> ResponseReturnValue:
    """Take out a term that was recorded by mistake."""
    place, there = place_or_404(slug), url_for("officers.index", slug=slug)
    found = queries.term_in(queries.group_in(place), term_id)
    if found is None:  # pressed a second time
        flash(_("Catatan itu sudah dihapus."), "good")
        return redirect(there, code=303)
    done = _("Catatan salah atas nama %(name)s dihapus.", name=_name(found))
    return pressed(lambda: serving.forget(found, **by_viewer()), done=done, then=there)


@bp.post(f"{CITY}/lembaga", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/lembaga")
def note(slug: str | None, term_id: int) -> ResponseReturnValue:
    """Note where else somebody serves."""
    place, found = _found(slug, term_id)
    form, rts = AffiliationForm(), _rts(place, found)
    form.rt.choices = _rt_choices(rts)
    if form.validate_on_submit():
        where = affiliations.Where(Body(form.body.data), rts.get(form.rt.data), form.rw.data)
        if tried(form, lambda: affiliations.note(found.person_id, where, **by_viewer())) is None:
            flash(_("Tersimpan."), "good")
            return redirect(url_for(".term", slug=slug, term_id=term_id), code=303)
    term_form = TermForm(prefix="masa", formdata=None)
    term_form.fill_in(serving.Seat.of(found))
    return _page(place, found, term_form, form, shown=seen(serving.Seat.of(found).values()))


@bp.post(f"{CITY}/lembaga/<{NUMBER}:affiliation_id>/akhiri", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/lembaga/<{NUMBER}:affiliation_id>/akhiri")
def end_affiliation(slug: str | None, term_id: int, affiliation_id: int) -> ResponseReturnValue:
    """Say that somebody no longer serves in a body."""
    _place, found = _found(slug, term_id)
    person_id = found.person_id
    there = url_for(".term", slug=slug, term_id=term_id)
    return pressed(
        lambda: affiliations.end(person_id, affiliation_id, **by_viewer()), done=_("Dicatat: sudah berhenti."), then=there
    )


@bp.post(f"{CITY}/koordinator", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/koordinator")
def appoint(slug: str | None, term_id: int) -> ResponseReturnValue:
    """Let the agency ask somebody to coordinate the group."""
    place, found = _found(slug, term_id)
    allow(permissions.appoints(signed_in_user(), place))
    person = found.person
    done = _("%(name)s sekarang koordinator %(group)s.", name=_name(found), group=queries.group_in(place).name)
    there = url_for(".term", slug=slug, term_id=term_id)
    return pressed(lambda: serving.appoint(place, person, **by_viewer()), done=done, then=there)


@bp.post(f"{CITY}/koordinator/akhiri", defaults={"slug": None})
@bp.post(f"{KELURAHAN}/koordinator/akhiri")
def dismiss(slug: str | None, term_id: int) -> ResponseReturnValue:
    """Let the agency end somebody's coordinating; the seat stays."""
    place, found = _found(slug, term_id)
    allow(permissions.appoints(signed_in_user(), place))
    person = found.person
    done = _("%(name)s tidak lagi koordinator.", name=_name(found))
    there = url_for(".term", slug=slug, term_id=term_id)
    return pressed(lambda: serving.dismiss(place, person, **by_viewer()), done=done, then=there)


def _found(slug: str | None, term_id: int) -> tuple[City | Kelurahan, Term]:
    """Find a term of the group the viewer keeps; any other is a page that does not exist."""
    place = place_or_404(slug)
    return place, queries.term_in(queries.group_in(place), term_id) or abort(404)


def _page(place: City | Kelurahan, found: Term, form: TermForm, body_form: AffiliationForm, *, shown: str) -> ResponseReturnValue:
    day, viewer = now().date(), signed_in_user()
    body_form.rt.choices = _rt_choices(_rts(place, found))
    page = render_template(
        "kim/term.html",
        slug=place.slug if isinstance(place, Kelurahan) else None,
        group=queries.group_in(place),
        term=found,
        name=_name(found),
        form=form,
        body_form=body_form,
        seen=shown,
        affiliations=queries.affiliations_of([found.person_id]).get(found.person_id, []),
        coordinates=any(one.id == found.person_id for one in queries.coordinators_of(place, on=day)),
        appoints=permissions.appoints(viewer, place),
        is_over=found.ends_on is not None and found.ends_on <= day,
        last_day=last_day_of(found.ends_on),
    )
    return page, 422 if any(one.errors or one.form_errors for one in (form, body_form)) else 200


def _rts(place: City | Kelurahan, found: Term) -> dict[str, Rt]:
    """Give the RT to choose from: of the kelurahan, for the city's group of where the person lives."""
    kelurahan_id = place.id if isinstance(place, Kelurahan) else found.person.kelurahan_id
    return {str(rt.id): rt for rt in rt_of(kelurahan_id, on=now().date())} if kelurahan_id else {}


def _rt_choices(rts: dict[str, Rt]) -> list[tuple[str, str]]:
    named = [(key, f"RT {rt.label} RW {rt.rw}" if rt.rw else f"RT {rt.label}") for key, rt in rts.items()]
    return [("0", _("Tidak perlu")), *named]


def _name(found: Term) -> str:
    return full_form(found.person.name, found.person.honorific)
