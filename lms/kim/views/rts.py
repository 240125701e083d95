"""The RT of a kelurahan, corrected by the kelurahan: added, renamed, moved to an RW, closed, opened again."""

from collections.abc import Callable
from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.clock import now
from lms.kim.actions import rts as actions
from lms.kim.forms.rts import AddRtForm, CloseRtForm, RtForm
from lms.kim.views.shared import NUMBER, by_viewer, kelurahan_or_404, pressed, seen, tried
from lms.regions.models import Kelurahan, Rt
from lms.regions.queries import rt_closed_in, rt_in, rt_of

bp = Blueprint("rts", __name__, template_folder="../templates")


@bp.get("/kelurahan/<slug>/rt")
def index(slug: str) -> ResponseReturnValue:
    """List the RT by RW, with where each is stated; every row has an anchor, `#rt-<id>`."""
    kelurahan, day = kelurahan_or_404(slug), now().date()
    found = rt_of(kelurahan.id, on=day)
    return render_template(
        "kim/rts.html",
        kelurahan=kelurahan,
        count=len(found),
        by_rw=[(rw, list(some)) for rw, some in groupby(found, key=lambda rt: rt.rw)],
        closed=rt_closed_in(kelurahan.id, on=day),
    )


@bp.route("/kelurahan/<slug>/rt/tambah", methods=["GET", "POST"])
def add(slug: str) -> ResponseReturnValue:
    """Add an RT, with its first day and where it is stated."""
    kelurahan = kelurahan_or_404(slug)
    form = AddRtForm(data={"opened_on": now().date()})
    if form.validate_on_submit():
        wanted = actions.Unit(form.label.data, form.rw.data, form.source.data)
        opened_on = form.opened_on.data or abort(400)
        if tried(form, lambda: actions.add(kelurahan.id, wanted, opened_on=opened_on, **by_viewer())) is None:
            return _back(kelurahan, _("RT %(label)s ditambahkan.", label=form.label.data))
    page = render_template("kim/rt_add.html", form=form, kelurahan=kelurahan)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route(f"/kelurahan/<slug>/rt/<{NUMBER}:rt_id>", methods=["GET", "POST"])
def edit(slug: str, rt_id: int) -> ResponseReturnValue:
    """Rename an RT, say its RW, correct where it is stated."""
    kelurahan, rt = _found(slug, rt_id)
    form, refusal = RtForm(data={"label": rt.label, "rw": rt.rw, "source": rt.source}), None
    if form.validate_on_submit():
        wanted, typed = actions.Unit(form.label.data, form.rw.data, form.source.data), request.form.get("dilihat", "")
        refusal = tried(form, lambda: actions.change(rt, wanted, seen=typed, **by_viewer()))
        if refusal is None:
            return _back(kelurahan, _("Perubahan tersimpan."))
    shown = seen(actions.Unit.of(rt).values(), refusal)
    page = render_template("kim/rt.html", form=form, kelurahan=kelurahan, rt=rt, seen=shown)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route(f"/kelurahan/<slug>/rt/<{NUMBER}:rt_id>/tutup", methods=["GET", "POST"])
def close(slug: str, rt_id: int) -> ResponseReturnValue:
    """Close an RT from a day on; what happened there stays."""
    kelurahan, rt = _found(slug, rt_id)
    form = CloseRtForm(data={"closed_on": now().date()})
    if form.validate_on_submit():
        closed_on, source = form.closed_on.data or abort(400), form.source.data
        if tried(form, lambda: actions.close(rt, closed_on=closed_on, source=source, **by_viewer())) is None:
            return _back(kelurahan, _("RT %(label)s ditutup. Angka masa lalu tetap menghitungnya.", label=rt.label))
    page = render_template("kim/rt_close.html", form=form, kelurahan=kelurahan, rt=rt)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post(f"/kelurahan/<slug>/rt/<{NUMBER}:rt_id>/buka-lagi")
def reopen(slug: str, rt_id: int) -> ResponseReturnValue:
    """Take back that an RT was closed."""
    _kelurahan, rt = _found(slug, rt_id)
    act: Callable[[], None] = lambda: actions.reopen(rt, **by_viewer())  # noqa: E731
    return pressed(act, done=_("RT %(label)s dibuka lagi.", label=rt.label), then=url_for(".index", slug=slug))


def _found(slug: str, rt_id: int) -> tuple[Kelurahan, Rt]:
    """Find an RT of this kelurahan; another's is a page that does not exist."""
    kelurahan = kelurahan_or_404(slug)
    return kelurahan, rt_in(kelurahan.id, rt_id) or abort(404)


def _back(kelurahan: Kelurahan, message: str) -> ResponseReturnValue:
    flash(message, "good")
    return redirect(url_for(".index", slug=kelurahan.slug), code=303)
