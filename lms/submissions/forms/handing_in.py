"""What people hand in for a task."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import file_digest
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import FileField, MultipleFileField
from wtforms.validators import Length, ValidationError

from lms.submissions.models import FileKind, PeopleShown
from lms.submissions.rules.evidence import LONGEST_NOTE, LONGEST_TEXT, Content, Evidence, link_in, what_is_wrong_with_link
from lms.web.forms import Choice, Choices, Form, LongText, Text, options

PHOTO_TYPES = "image/jpeg,image/png,image/webp"
VIDEO_TYPES = "video/mp4,video/quicktime,video/3gpp"

PEOPLE = {
    PeopleShown.NOBODY.value: _l("Tidak ada orang yang bisa dikenali"),
    PeopleShown.ADULTS.value: _l("Ada orang dewasa, dan semua sudah setuju"),
    PeopleShown.CHILDREN.value: _l("Ada anak, dan orang tua tiap anak sudah setuju"),
}

SHOWING = {Evidence.LINK, Evidence.PHOTO, Evidence.VIDEO}
"""In what people can be seen or heard."""

FIELDS = {
    Evidence.LINK: ("link",),
    Evidence.TEXT: ("words",),
    Evidence.PHOTO: ("photos",),
    Evidence.VIDEO: ("video",),
    Evidence.OBSERVATION: ("ticked", "note"),
}
"""The fields that stand in the form for what a task takes."""

_TOO_LONG = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")


class Photos(MultipleFileField):
    """Some photos; a field left empty is none."""

    data: list[FileStorage]

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Take the files that were chosen."""
        self.data = _chosen(valuelist)


class Video(FileField):
    """A film; a field left empty is none."""

    data: list[FileStorage]

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Take the file that was chosen."""
        self.data = _chosen(valuelist)[:1]


class People(Choice):
    """Who can be recognised."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is none of the choices, or missing where people could be seen or heard."""
        if self.data not in set(PeopleShown) and (self.data or form.shows_something or form.is_empty):
            raise ValidationError(_("Pilih siapa yang tampak atau terdengar."))


class HandInForm(Form):
    """A version of one's work; `form_for` leaves only what the task takes."""

    link = Text(_l("Tautan"), description=_l("Tempel tautan dari YouTube, TikTok, atau blog."))
    words = LongText(_l("Tulisan"), [Length(max=LONGEST_TEXT, message=_TOO_LONG)], description=_l("Paling banyak 5000 huruf."))
    photos = Photos(
        _l("Foto"),
        description=_l("Paling banyak 3 foto, masing-masing paling besar 8 MB. Tempat pemotretan tidak ikut tersimpan."),
        render_kw={"accept": PHOTO_TYPES},
    )
    video = Video(
        _l("Video"),
        description=_l("Satu video dari kamera HP, paling besar 100 MB. Lebih besar? Unggah ke YouTube, lalu tempel tautannya."),
        render_kw={"accept": VIDEO_TYPES},
    )
    ticked = Choices(_l("Centang yang terlihat dilakukan sendiri"))
    note = LongText(_l("Catatan pendamping"), [Length(max=LONGEST_NOTE, message=_TOO_LONG)])
    people = People(
        _l("Siapa yang tampak atau terdengar?"),
        choices=options(PEOPLE),
        description=_l("Di foto, di video, atau di tautan yang dikirim."),
    )
    people_note = Text(
        _l("Sebutkan siapa"),
        [Length(max=LONGEST_NOTE, message=_TOO_LONG)],
        description=_l("Misalnya: Bu Tini, penjual jamu. Kosongkan kalau tidak ada orang."),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check every field, and that anything at all is sent: whatever is wrong is said at once."""
        is_right = bool(super().validate(extra_validators))
        if not self.is_empty:
            return is_right
        first = next((self[name] for name in self.evidence_fields), None)
        if first is not None:
            first.errors = [*first.errors, _("Belum ada yang dikirim. Isi paling sedikit satu.")]
        return is_right and first is None

    def validate_link(self, field: Text) -> None:
        """Refuse what is no link that everybody can open."""
        field.data = link_in(field.data or "")
        wrong = what_is_wrong_with_link(field.data) if field.data else None
        if wrong:
            raise ValidationError(wrong)

    def validate_people_note(self, field: Text) -> None:
        """Refuse people whom nobody names."""
        if self.people.data in {PeopleShown.ADULTS, PeopleShown.CHILDREN} and not field.data:
            raise ValidationError(_("Sebutkan siapa yang tampak atau terdengar."))

    @property
    def content(self) -> Content:
        """What is handed in, once the form is in order."""
        return Content(
            link=self.link.data or "" if "link" in self else "",
            text=self.words.data or "" if "words" in self else "",
            observation=self._observation(),
            people=PeopleShown(self.people.data) if "people" in self and self.people.data else PeopleShown.NOBODY,
            people_note=self.people_note.data or "" if "people_note" in self else "",
        )

    @property
    def evidence_fields(self) -> list[str]:
        """The fields in which something can be handed in, in the order of the page."""
        order = ("words", "photos", "video", "link", "ticked") if "video" in self else ("link", "words", "photos", "ticked")
        return [name for name in order if name in self]

    @property
    def shows_something(self) -> bool:
        """Whether anything is sent in which people could be seen or heard; a file that was kept before counts."""
        has_link = "link" in self and bool(self.link.data)
        return has_link or any(self.files.values()) or bool(request.form.getlist("lampiran"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is sent."""
        has_words = "words" in self and bool(self.words.data)
        return not (has_words or self.shows_something or self._observation())

    def begin_with(self, link: str, text: str) -> bool:
        """Fill in what was handed in before, as far as the task still takes it; tells whether there is any."""
        if "link" in self:
            self.link.data = link
        if "words" in self:
            self.words.data = text
        return bool(("link" in self and link) or ("words" in self and text))

    @property
    def files(self) -> Mapping[FileKind, list[FileStorage]]:
        """The files that were chosen, by kind."""
        chosen = {FileKind.PHOTO: "photos", FileKind.VIDEO: "video"}
        return {kind: self[name].data or [] for kind, name in chosen.items() if name in self}

    def _observation(self) -> dict[str, Any] | None:
        if "ticked" not in self or not (self.ticked.data or self.note.data):
            return None
        return {"ticked": [int(item) for item in self.ticked.data or []], "note": self.note.data or ""}


def form_for(evidence: Collection[Evidence], checklist: Sequence[str]) -> HandInForm:
    """Give the form with the fields for what a task takes."""
    form = HandInForm()
    form.ticked.choices = options({str(number): line for number, line in enumerate(checklist)})
    for kind, names in FIELDS.items():
        if kind not in evidence:
            for name in names:
                del form[name]
    if not SHOWING & set(evidence):
        del form["people"], form["people_note"]
    return form


def refuse(form: FlaskForm, kind: FileKind, reason: str) -> None:
    """Put into the form what is wrong with a file."""
    field = form["photos" if kind is FileKind.PHOTO else "video"]
    field.errors = [*field.errors, reason]


def everything_sent() -> Iterator[object]:
    """Give all that the form at hand holds but its token: it tells a second press from other words under the same key."""
    yield from sorted((name, values) for name, values in request.form.lists() if name != "csrf_token")
    for name, file in request.files.items(multi=True):
        yield name, file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like a file
        file.stream.seek(0)


def _chosen(values: Iterable[Any]) -> list[FileStorage]:
    return [item for item in values if isinstance(item, FileStorage) and item.filename]
