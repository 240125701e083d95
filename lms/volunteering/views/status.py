"""The page that tells an applicant how it stands, and lets an accepted volunteer in."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import actions as accounts
from lms.accounts.access import public
from lms.accounts.current import open_session, signed_in
from lms.accounts.models import Person
from lms.accounts.queries import has_signed_in
from lms.clock import now
from lms.db import db
from lms.volunteering.forms.signup import CodeForm
from lms.volunteering.models import Application, State
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules.clock import turn
from lms.volunteering.rules.signup import tidy_code
from lms.volunteering.rules.states import ENDED, LIVE, TAKEN_IN
from lms.volunteering.rules.words import heading, sentence
from lms.web.forms import Form
from lms.web.limits import found_or_404
from lms.web.pages import client_address

CLOSED = ENDED | {State.SUSPENDED}

bp = Blueprint("status", __name__, url_prefix="/relawan/status", template_folder="../templates")


@bp.route("", methods=["GET", "POST"])
@public
def find() -> ResponseReturnValue:
    """Let somebody type the code they wrote down."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".show", code=tidy_code(form.code.data) or "0"), code=303)
    return render_template("volunteering/find_status.html", form=form), 422 if form.errors else 200


@bp.get("/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """Tell an applicant how the application stands, who answers and by when."""
    found = _application_or_404(code)
    person = db.session.get(Person, found.person_id) if found.person_id else None
    return render_template(
        "volunteering/status.html",
        application=found,
        form=Form(),
        page_heading=heading(found.state),
        sentence=sentence(found.state),
        part="taken_in" if found.state in TAKEN_IN else "closed" if found.state in CLOSED else found.state,
        guardian_link=url_for("guardians.consent", token=found.guardian_token, _external=True) if found.guardian_token else "",
        can_sign_in=person is not None and not has_signed_in(person.id),
        tells_guardian=found.guardian_token is not None and found.guardian_agreed_at is None and found.state in LIVE,
        **_clock(found),
    )


def _clock(found: Application) -> dict[str, object]:
    """Give whose turn it is to answer, by when, and whether somebody let it pass before."""
    if found.waiting_since is None:
        return {}
    asked = queries.answerers_in(found.kelurahan_id, at=now())
    now_on = turn(found.waiting_since, asked, current_app.config["ANSWER_HOURS"], at=now())
    answerer = asked[now_on.place] if now_on.place < len(asked) else None
    return {"answerer": answerer, "due": now_on.due, "passed_on": now_on.place > 0}


@bp.post("/<code>/masuk")
@public
def enter(code: str) -> ResponseReturnValue:
    """Sign an accepted volunteer in for the first time."""
    found = _application_or_404(code)
    person = db.session.get(Person, found.person_id) if found.person_id else None
    if person is None or found.state not in TAKEN_IN or not Form().validate_on_submit():
        abort(409)
    viewer = signed_in()
    if viewer and viewer.id == person.id:
        return redirect(url_for("home.home"), code=303)
    try:
        device = accounts.sign_in_first_time(person, remembered=current_app.config["PERMANENT_SESSION_LIFETIME"], at=now())
    except accounts.CannotSignIn:
        return redirect(url_for(".show", code=found.code), code=303)
    db.session.commit()
    open_session(device)
    return redirect(url_for("home.home"), code=303)


def _application_or_404(code: str) -> Application:
    address = f"address:{client_address()}"
    return found_or_404("STATUS_LIMIT_ADDRESS", address, lambda: queries.application_with(code))
