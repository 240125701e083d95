"""The page of the head of an RT, opened by link."""

import logging

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import public
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach.actions import confirming, linking
from lms.outreach.models.visits import RtLink
from lms.outreach.queries import links as queries
from lms.outreach.rules.words import FORUMS, TOPICS
from lms.outreach.views.event_pages import name_of, rt_words
from lms.outreach.views.visit_pages import RT_NUMBER, led_or_403, pressed, rt_or_404
from lms.regions.models import Kelurahan
from lms.web.forms import Form
from lms.web.limits import found_or_404
from lms.web.pages import client_address
from lms.web.qr import code_for

LONGEST = 300

log = logging.getLogger(__name__)
bp = Blueprint("rt_links", __name__, template_folder="../templates")


@bp.post(f"/kelurahan/<slug>/jangkauan/{RT_NUMBER}/tautan")
def issue(slug: str, rt_id: int) -> ResponseReturnValue:
    """Make the link of the head of an RT and show it once: to send, to print, to let photograph."""
    kelurahan = led_or_403(slug)
    found = rt_or_404(kelurahan, rt_id)
    pressed()
    token = linking.issue(found, by_id=signed_in_user().id, at=now())
    db.session.commit()
    log.info("link of an RT issued: rt=%s by=%s", found.id, signed_in_user().id)
    path = url_for(".page", token=token)
    return render_template(
        "outreach/rt_link.html",
        kelurahan=kelurahan,
        rt=found,
        words=rt_words(found),
        link=f"{current_app.config['SITE_URL']}{path}",
        qr=code_for(path),
    )


@bp.route("/rt/<token>", methods=["GET", "POST"])
@public
def page(token: str) -> ResponseReturnValue:
    """Let the head of an RT say which visits were, and read what became of what residents said."""
    address = f"address:{client_address()}"
    link = found_or_404("STATUS_LIMIT_ADDRESS", address, lambda: queries.link_with(token))
    form = Form()
    if form.validate_on_submit():
        try:
            _answer(link)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("head of an RT answered: rt=%s", link.rt_id)
            flash(_("Terima kasih. Jawaban Bapak/Ibu tersimpan."), "good")
            return redirect(url_for(".page", token=token), code=303)
    rendered = render_template(
        "outreach/rt_head.html",
        words=rt_words(link.rt),
        kelurahan=db.session.get_one(Kelurahan, link.rt.kelurahan_id),
        waiting=queries.waiting_at(link, on=now().date()),
        told=queries.told_in(link.rt_id),
        full=name_of,
        forums=FORUMS,
        topics=TOPICS,
        form=form,
    )
    return rendered, 409 if form.form_errors else 200, {"X-Robots-Tag": "noindex"}


def _answer(link: RtLink) -> None:
    """Take the answer of a form about one of the visits the page shows."""
    wanted = request.form.get("kunjungan", "")
    visit = next((one for one in queries.answerable(link) if str(one.id) == wanted), None) or abort(400)
    answer = request.form.get("jawaban")
    if answer == "ya":
        confirming.confirm_by_link(visit, link, at=now())
    elif answer == "tidak":
        because = " ".join(request.form.get("alasan", "").replace("\0", "").split())[:LONGEST]
        confirming.deny_by_link(visit, link, because, at=now())
    else:
        abort(400)  # an answer that was not given says nothing
