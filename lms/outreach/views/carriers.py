"""Who carries the word to which RT, and the grid of what was reached."""

from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person
from lms.accounts.permissions import coordinates, oversees
from lms.clock import now
from lms.db import db
from lms.outreach.actions import carrying
from lms.outreach.forms.visits import CarrierForm
from lms.outreach.models.words import Topic
from lms.outreach.queries import carriers as queries
from lms.outreach.queries.links import link_of, told_in
from lms.outreach.queries.visits import standing, visits_of_rt
from lms.outreach.rules.carrying import Spot, share_out
from lms.outreach.rules.visits import House, Reached, count
from lms.outreach.rules.words import FORUMS, TOPICS
from lms.outreach.views.event_pages import attempt, name_of, rt_words
from lms.outreach.views.visit_pages import RT_NUMBER, led_or_403, people_words, pressed, rt_or_404, workplace_or_404
from lms.regions.models import Kelurahan
from lms.regions.queries import rt_of
from lms.web.forms import Form

bp = Blueprint("carriers", __name__, url_prefix="/kelurahan/<slug>", template_folder="../templates")


@bp.get("/jangkauan")
def grid(slug: str) -> ResponseReturnValue:
    """Show every RT of a kelurahan as a numbered house: reached or not, carried or not, for one topic or for all."""
    kelurahan, today = workplace_or_404(slug), now().date()
    chosen = request.args.get("topik", "")
    topic = Topic(chosen) if chosen in set(Topic) else None
    houses = queries.houses(kelurahan.id, on=today, topic=topic)
    counted = count(houses, today)
    viewer = signed_in_user()
    return render_template(
        "outreach/grid.html",
        kelurahan=kelurahan,
        rows=_by_rw(houses),
        today=today,
        counted=counted,
        reached=counted[Reached.LATELY] + counted[Reached.YEAR],
        carried=sum(bool(house.carriers) for house in houses),
        total=len(houses),
        topics=[(_("Semua topik"), url_for(".grid", slug=slug))]
        + [(words, url_for(".grid", slug=slug, topik=one)) for one, words in TOPICS.items()],
        current=url_for(".grid", slug=slug, topik=topic) if topic else url_for(".grid", slug=slug),
        leads=coordinates(viewer, kelurahan),
        reads_kelurahan=coordinates(viewer, kelurahan) or oversees(viewer, kelurahan.city_id),
    )


@bp.get(f"/jangkauan/{RT_NUMBER}")
def rt(slug: str, rt_id: int) -> ResponseReturnValue:
    """Show one RT: who carries the word there, the visits, what residents said."""
    return _rt_page(workplace_or_404(slug), rt_id, None)


@bp.post(f"/jangkauan/{RT_NUMBER}/pembawa")
def assign(slug: str, rt_id: int) -> ResponseReturnValue:
    """Say who carries the word to an RT, or that nobody does."""
    kelurahan, viewer = led_or_403(slug), signed_in_user()
    found, form = rt_or_404(kelurahan, rt_id), CarrierForm()
    form.fill(people_words(kelurahan))
    if not form.validate_on_submit():
        return _rt_page(kelurahan, rt_id, form)
    then = url_for(".rt", slug=slug, rt_id=rt_id)
    if not form.person.data:
        free = partial(carrying.release, found, by_id=viewer.id, at=now())
        return attempt(free, done=_("RT ini sekarang belum punya pembawa kabar."), then=then)
    person = db.session.get_one(Person, int(form.person.data))
    beside = db.session.get_one(Person, int(form.beside.data)) if form.beside.data else None
    give = partial(carrying.assign, found, person, beside, by_id=viewer.id, at=now())
    return attempt(give, done=_("Pembawa kabar tersimpan."), then=then)


@bp.post(f"/jangkauan/{RT_NUMBER}/bawa")
def take(slug: str, rt_id: int) -> ResponseReturnValue:
    """Let somebody who works here say that they will carry the word to an RT."""
    kelurahan, viewer = workplace_or_404(slug), signed_in_user()
    found = rt_or_404(kelurahan, rt_id)
    pressed()
    allow(viewer.id in people_words(kelurahan))
    person = db.session.get_one(Person, viewer.id)
    mine = partial(carrying.take, found, person, at=now())
    return attempt(mine, done=_("Terima kasih. RT ini sekarang bagian Anda."), then=url_for(".rt", slug=slug, rt_id=rt_id))


@bp.route("/pembawa", methods=["GET", "POST"])
def plan(slug: str) -> ResponseReturnValue:
    """Propose who could carry the word to the RT that have nobody; the coordinator decides on it as a whole or one by one."""
    kelurahan, viewer = led_or_403(slug), signed_in_user()
    people = people_words(kelurahan)
    proposed = _proposed(kelurahan, people)
    form = Form()
    if form.validate_on_submit():
        rts = {one.id: one for one in rt_of(kelurahan.id)}
        chosen = {spot.id: person_id for spot, person_id in proposed if str(spot.id) in request.form.getlist("rt")}
        use = partial(carrying.use_plan, rts, chosen, by_id=viewer.id, at=now())
        return attempt(use, done=_("Usulan dipakai. Kabari orangnya."), then=url_for(".grid", slug=slug))
    names = [(spot, people[person_id]) for spot, person_id in proposed]
    return render_template("outreach/carriers.html", kelurahan=kelurahan, proposed=names, has_people=bool(people), form=form)


def _proposed(kelurahan: Kelurahan, people: dict[int, str]) -> list[tuple[Spot, int]]:
    today = now().date()
    young = queries.minors(people, on=today)
    adults = queries.loads(kelurahan.id, [person_id for person_id in people if person_id not in young], on=today)
    return share_out(queries.open_spots(kelurahan.id, on=today), adults)


def _by_rw(houses: list[House]) -> list[tuple[str, list[House]]]:
    """Group houses by their RW, in the order given."""
    groups: dict[str, list[House]] = {}
    for house in houses:
        groups.setdefault(house.rw, []).append(house)
    return list(groups.items())


def _rt_page(kelurahan: Kelurahan, rt_id: int, form: CarrierForm | None) -> ResponseReturnValue:
    found, viewer = rt_or_404(kelurahan, rt_id), signed_in_user()
    current, people = queries.carrier_of(found.id), people_words(kelurahan)
    leads = coordinates(viewer, kelurahan)
    if form is None:
        form = CarrierForm(data={"person": current.person_id, "beside": current.beside_id} if current else None)
        form.fill(people)
    page = render_template(
        "outreach/rt.html",
        kelurahan=kelurahan,
        rt=found,
        words=rt_words(found),
        carrier=current,
        visits=[(visit, standing(visit)) for visit in visits_of_rt(found.id)],
        told=told_in(found.id),
        members=queries.belonging_to_rt(found.id),
        link=link_of(found.id),
        full=name_of,
        forums=FORUMS,
        topics=TOPICS,
        leads=leads,
        can_take=current is None and viewer.id in people,
        form=form,
    )
    return page, 422 if form.errors else 200
