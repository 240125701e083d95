"""What a lesson page sends."""

from wtforms import HiddenField

from lms.web.forms import Form


class DoneForm(Form):
    """The button at the end of a lesson, with the key of this piece of work and the revision that was read."""

    kunci = HiddenField()
    revisi = HiddenField()
