"""What people type about events, who was there, and photos."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # new in 3.3, the stubs lag behind
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from lms.catalog.queries import catalog
from lms.outreach.actions.planning import Plan
from lms.outreach.models.events import Event
from lms.outreach.models.words import Forum, Step, Topic
from lms.outreach.rules.events import MOST_HEADS
from lms.outreach.rules.words import FORUMS, STEPS, TOPICS
from lms.web.forms import Choice, Clock, Day, Form, LongText, Number, OptionalPick, Text, Tick, options

LONGEST_TITLE, LONGEST_PLACE, LONGEST_WORDS = 120, 120, 500
_TOO_LONG = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")


def picked(texts: Mapping[Any, object], empty: object) -> list[SelectChoice]:
    """Give the choices of a list that opens; the first one is empty and says what to do."""
    return options({"": empty} | {str(value): text for value, text in texts.items()})


def lesson_choices(empty: str) -> dict[str, Any]:
    """Give every lesson that is taught now, by course, after an empty choice."""
    groups: dict[str, Any] = {"": [("", empty)]}
    for course in catalog().courses:
        groups[course.title] = [(lesson.id, lesson.title) for lesson in course.lessons]
    return groups


class EventForm(Form):
    """One event. The view fills in the RT and the lessons."""

    title = Text(_l("Nama kegiatan"), [DataRequired(_l("Tulis nama kegiatannya.")), Length(max=LONGEST_TITLE, message=_TOO_LONG)])
    forum = OptionalPick(
        _l("Bentuk kegiatan"), [DataRequired(_l("Pilih bentuk kegiatannya."))], choices=picked(FORUMS, _l("Pilih bentuk"))
    )
    topic = OptionalPick(_l("Topik"), [DataRequired(_l("Pilih topiknya."))], choices=picked(TOPICS, _l("Pilih topik")))
    step = OptionalPick(
        _l("Langkah ADINDA"),
        [DataRequired(_l("Pilih langkah ADINDA-nya."))],
        description=_l("Bagian tugas KIM yang paling cocok dengan kegiatan ini."),
        choices=picked(STEPS, _l("Pilih langkah")),
    )
    whose = Choice(
        _l("Siapa yang mengadakan?"),
        [InputRequired(_l("Pilih siapa yang mengadakan."))],
        choices=options({"own": _l("Kita sendiri"), "invited": _l("Pihak lain, kita diundang")}),
    )
    place = Text(
        _l("Tempat"),
        [DataRequired(_l("Tulis tempatnya.")), Length(max=LONGEST_PLACE, message=_TOO_LONG)],
        description=_l("Misalnya balai kelurahan atau rumah Ketua RT 03."),
    )
    day = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    begins = Clock(_l("Jam mulai"), [InputRequired(_l("Pilih jam mulainya."))])
    ends = Clock(_l("Jam selesai"), [InputRequired(_l("Pilih jam selesainya."))])
    rt = OptionalPick(_l("RT mana? (boleh kosong)"), description=_l("Hanya bila ini acara satu RT."))
    lesson_1 = OptionalPick(_l("Materi 1 (boleh kosong)"))
    lesson_2 = OptionalPick(_l("Materi 2 (boleh kosong)"))
    lesson_3 = OptionalPick(_l("Materi 3 (boleh kosong)"))

    def fill(self, rts: Mapping[int, str]) -> None:
        """Give the form its lists."""
        self.rt.choices = picked(rts, _("Bukan acara satu RT"))
        for field in (self.lesson_1, self.lesson_2, self.lesson_3):
            field.choices = lesson_choices(_("Tanpa materi"))

    def plan(self, here: datetime) -> Plan:
        """Give what was chosen in a form that validates, in the zone of a moment."""
        day = cast("Any", self.day.data)
        lessons = (self.lesson_1.data, self.lesson_2.data, self.lesson_3.data)
        return Plan(
            title=self.title.data,
            forum=Forum(self.forum.data),
            topic=Topic(self.topic.data),
            step=Step(self.step.data),
            is_invited=self.whose.data == "invited",
            place=self.place.data,
            starts_at=datetime.combine(day, cast("Any", self.begins.data), here.tzinfo),
            ends_at=datetime.combine(day, cast("Any", self.ends.data), here.tzinfo),
            rt_id=int(self.rt.data) if self.rt.data else None,
            lesson_ids=tuple(dict.fromkeys(item for item in lessons if item)),
        )


def as_typed(event: Event, lesson_ids: list[str], here: datetime) -> dict[str, object]:
    """Give an event as its form shows it, in the zone of a moment."""
    begins, ends = event.starts_at.astimezone(here.tzinfo), event.ends_at.astimezone(here.tzinfo)
    lessons = dict(zip(("lesson_1", "lesson_2", "lesson_3"), lesson_ids, strict=False))
    return {
        "title": event.title,
        "forum": event.forum,
        "topic": event.topic,
        "step": event.step,
        "whose": "invited" if event.is_invited else "own",
        "place": event.place,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "rt": event.rt_id,
        **lessons,
    }


class ReasonForm(Form):
    """Why something is called off."""

    reason = LongText(
        _l("Mengapa dibatalkan?"),
        [DataRequired(_l("Tulis dulu mengapa dibatalkan.")), Length(max=LONGEST_WORDS, message=_TOO_LONG)],
        description=_l("Dibaca oleh semua yang diundang."),
    )


class HeadsForm(Form):
    """How many residents without an account were there."""

    heads = Number(
        _l("Warga lain yang hadir (tanpa akun)"),
        [
            InputRequired(_l("Tulis jumlahnya. Kalau tidak ada, tulis 0.")),
            NumberRange(0, MOST_HEADS, message=_l("Jumlahnya paling banyak %(max)d.")),
        ],
    )


class Photo(FileField):
    """One photo; a field left empty is none."""

    data: FileStorage | None

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Take the file that was chosen."""
        self.data = next((item for item in valuelist if isinstance(item, FileStorage) and item.filename), None)


class PhotoForm(Form):
    """A photo and what is said about it."""

    photo = Photo(_l("Foto"), [DataRequired(_l("Pilih dulu fotonya."))])
    words = Text(
        _l("Apa yang terlihat?"),
        [DataRequired(_l("Tulis apa yang terlihat di foto.")), Length(max=LONGEST_TITLE, message=_TOO_LONG)],
        description=_l("Misalnya: warga RT 03 mencoba memotret dengan HP."),
    )
    faces = Choice(
        _l("Ada wajah yang bisa dikenali?"),
        [InputRequired(_l("Pilih ada wajah atau tidak."))],
        choices=options({"no": _l("Tidak ada"), "yes": _l("Ada")}),
    )
    agreed = Tick(_l("Semua setuju, untuk anak juga orang tuanya"))
