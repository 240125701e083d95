"""Errors people meet, in the layout and in plain words."""

import logging

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from lms.db import db

log = logging.getLogger(__name__)


def set_up(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(Exception, _unknown)


def _words(code: int) -> tuple[str, str]:
    """Give the heading and the advice for a status code."""
    texts = {
        400: (_("Halaman ini belum bisa dikirim"), _("Buka lagi halamannya, lalu coba sekali lagi.")),
        403: (_("Halaman ini bukan untuk akun ini"), _("Kalau ini keliru, hubungi koordinator KIM.")),
        404: (_("Halaman tidak ditemukan"), _("Alamatnya mungkin salah ketik, atau halamannya sudah pindah.")),
        405: (_("Halaman ini tidak bisa dibuka langsung"), _("Kembali ke halaman sebelumnya, lalu tekan tombolnya.")),
        409: (_("Baru saja ada perubahan lain"), _("Tidak ada yang hilang. Buka lagi halamannya untuk melihat keadaan terbaru.")),
        413: (_("Kiriman terlalu besar"), _("Kirim tulisan yang lebih pendek atau berkas yang lebih kecil.")),
        429: (_("Terlalu sering dicoba"), _("Tunggu beberapa menit, lalu coba lagi. Tidak ada yang hilang.")),
        500: (_("Ada yang rusak di pihak kami"), _("Yang sudah tersimpan tetap aman. Coba lagi beberapa menit lagi.")),
        503: (_("Belum bisa dibuka saat ini"), _("Yang sudah tersimpan tetap aman. Coba lagi beberapa menit lagi.")),
    }
    return texts.get(code, texts[400] if code < 500 else texts[500])


def _page(code: int) -> ResponseReturnValue:
    heading, advice = _words(code)
    return render_template("errors/error.html", error_heading=heading, advice=advice, code=code), code


def _known(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error  # a redirect that came as an exception
    return _page(error.code)


def _stale(error: CSRFError) -> ResponseReturnValue:
    del error
    return _page(400)


def _collision(error: IntegrityError) -> ResponseReturnValue:
    db.session.rollback()
    log.info("two people at once: %s", type(error.orig).__name__)
    return _page(409)


def _unknown(error: Exception) -> ResponseReturnValue:
    g.has_failed = True  # the page must not ask the database who is reading
    log.error("bug: %s", type(error).__name__, exc_info=error)
    db.session.rollback()
    return _page(500)
