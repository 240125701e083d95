"""What pages about visits, carriers and links share."""

from flask import abort, current_app, request, url_for
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.permissions import coordinates, oversees
from lms.accounts.rules import full_form
from lms.clock import now
from lms.outreach.models.visits import Visit
from lms.outreach.queries import visits as queries
from lms.outreach.views.event_pages import rt_words
from lms.regions.models import Kelurahan, Rt
from lms.regions.queries import kelurahan_at
from lms.web.filters import day, whatsapp
from lms.web.forms import Form

NUMBER = "<int(max=2147483647):visit_id>"
RT_NUMBER = "<int(max=2147483647):rt_id>"


def visit_or_404(visit_id: int) -> Visit:
    """Find a visit the viewer may read; any other is a page that does not exist."""
    return queries.visible_to(signed_in_user(), visit_id, on=now().date()) or abort(404)


def workplace_or_404(slug: str) -> Kelurahan:
    """Find a kelurahan whose RT the viewer works for or oversees; any other is refused."""
    kelurahan = kelurahan_at(slug) or abort(404)
    viewer = signed_in_user()
    works = kelurahan.id in {place.id for place in queries.workplaces(viewer, on=now().date())}
    allow(works or oversees(viewer, kelurahan.city_id))
    return kelurahan


def led_or_403(slug: str) -> Kelurahan:
    """Find a kelurahan the viewer coordinates; the agency only reads here."""
    kelurahan = kelurahan_at(slug) or abort(404)
    allow(coordinates(signed_in_user(), kelurahan))
    return kelurahan


def rt_or_404(kelurahan: Kelurahan, rt_id: int) -> Rt:
    """Find an RT of a kelurahan; one of another kelurahan, or a closed one, does not exist here."""
    return queries.rt_in(kelurahan.id, rt_id) or abort(404)


def pressed() -> None:
    """Go on only when a button of our own page was pressed."""
    if not Form().validate_on_submit():
        abort(400)


def can_confirm(viewer: Viewer, visit: Visit, kelurahan: Kelurahan) -> bool:
    """Whether the viewer's word about a visit counts: an officer or coordinator who had no part in it."""
    if viewer.id in {visit.recorder_id, visit.beside_id, visit.typed_by_id}:
        return False
    return coordinates(viewer, kelurahan) or queries.is_officer_for(viewer.id, kelurahan, on=now().date())


def people_words(kelurahan: Kelurahan) -> dict[int, str]:
    """Give who may carry the word in a kelurahan, by id, as lists name them."""
    found = queries.workers_in(kelurahan.id, on=now().date())
    return {person.id: full_form(person.name, person.honorific) for person in found}


def number_in_address(name: str) -> int | None:
    """Give a number that the address brings; None when it brings none."""
    typed = request.values.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def to_confirm_text(visit: Visit, kelurahan: Kelurahan) -> str:
    """Give the WhatsApp address that asks another officer of the group to look at a visit; whom, the sender chooses."""
    address = current_app.config["SITE_URL"] + url_for("visits.show", visit_id=visit.id)
    words = _(
        "Mohon dibenarkan: kunjungan ke %(rt)s, %(place)s, %(day)s. %(address)s",
        rt=rt_words(visit.rt),
        place=kelurahan.name,
        day=day(visit.visited_on),
        address=address,
    )
    return whatsapp("", words)
