"""Sending a list of people."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from lms.web.forms import Form


class ListForm(Form):
    """A file from a spreadsheet."""

    file = FileField(
        _l("File daftar (CSV atau XLSX)"),
        [FileRequired(_l("Pilih filenya dulu."))],
        render_kw={"accept": ".csv,.xlsx,.xls,text/csv"},
    )
