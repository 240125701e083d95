"""What people type when they invite and when they answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.outreach.actions.inviting import Said, Wanted
from lms.outreach.actions.planning import Plan
from lms.outreach.forms.events import LONGEST_PLACE, LONGEST_TITLE, lesson_choices, picked
from lms.outreach.models.invitations import Answer, Invitation
from lms.outreach.models.words import Forum, Step, Topic
from lms.outreach.rules.answers import ANSWERS, GUEST_ANSWERS
from lms.outreach.rules.words import TOPICS
from lms.web.forms import Choice, Choices, Clock, Day, Form, LongText, OptionalPick, Text, options

LONGEST = 2000
LONGEST_REPLY, LONGEST_NAME = 500, 40
_TOO_LONG = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")


class InvitationForm(Form):
    """An invitation or a brief. The view fills in groups, events and lessons."""

    title = Text(_l("Judul"), [DataRequired(_l("Tulis judulnya.")), Length(max=LONGEST_TITLE, message=_TOO_LONG)])
    words = LongText(
        _l("Isi ajakan"),
        [DataRequired(_l("Tulis isi ajakannya.")), Length(max=LONGEST, message=_TOO_LONG)],
        description=_l("Mengajak, bukan memerintah: apa, mengapa, dan untuk siapa."),
    )
    topic = OptionalPick(_l("Topik"), [DataRequired(_l("Pilih topiknya."))], choices=picked(TOPICS, _l("Pilih topik")))
    event = OptionalPick(_l("Kegiatan kota yang sudah direncanakan (boleh kosong)"))
    place = Text(_l("Tempat"), [Length(max=LONGEST_PLACE, message=_TOO_LONG)])
    day = Day(_l("Tanggal"), [Optional()])
    begins = Clock(_l("Jam mulai"), [Optional()])
    ends = Clock(_l("Jam selesai"), [Optional()])
    lesson = OptionalPick(_l("Pelajaran susulan (boleh kosong)"), description=_l("Untuk yang tidak sempat hadir."))
    groups = Choices(_l("Kelompok yang diajak"))

    def fill(self, groups: Mapping[int, str], events: Mapping[int, str]) -> None:
        """Give the form its lists; every group is chosen to begin with."""
        self.groups.choices = options({str(group_id): name for group_id, name in groups.items()})
        self.event.choices = picked(events, _("Tidak ada"))
        self.lesson.choices = lesson_choices(_("Tanpa pelajaran"))
        if not self.is_submitted():
            self.groups.data = [str(group_id) for group_id in groups]

    def is_whole(self) -> bool:
        """Whether a new event is left out or has place, day and hours; what is missing is said at its field."""
        asked = {
            self.place: _("Tulis tempatnya."),
            self.day: _("Pilih tanggalnya."),
            self.begins: _("Pilih jam mulainya."),
            self.ends: _("Pilih jam selesainya."),
        }
        if self.event.data or not any(field.data is not None and field.data != "" for field in asked):
            return True
        missing = {field: words for field, words in asked.items() if field.data in {None, ""}}
        for field, words in missing.items():
            field.errors = [words]
        return not missing

    def wanted(self, here: datetime) -> Wanted:
        """Give what was chosen in a form that validates and is whole, in the zone of a moment."""
        plan = None
        if self.day.data and not self.event.data:
            plan = Plan(
                title=self.title.data,
                forum=Forum.BRIEFING,
                topic=Topic(self.topic.data),
                step=Step.DISSEMINATION,
                is_invited=False,
                place=self.place.data,
                starts_at=datetime.combine(self.day.data, cast("Any", self.begins.data), here.tzinfo),
                ends_at=datetime.combine(self.day.data, cast("Any", self.ends.data), here.tzinfo),
                lesson_ids=(self.lesson.data,) if self.lesson.data else (),
            )
        return Wanted(
            title=self.title.data,
            words=self.words.data,
            topic=Topic(self.topic.data),
            group_ids=frozenset(int(item) for item in self.groups.data),
            lesson_id=self.lesson.data or None,
            event_id=int(self.event.data) if self.event.data else None,
            plan=plan,
        )


class ReplyForm(Form):
    """What a group says."""

    answer = Choice(_l("Apa kabar kelompok?"), [InputRequired(_l("Pilih satu jawaban."))], choices=options(ANSWERS))
    proposed_on = Day(_l("Tanggal yang diusulkan"), [Optional()], description=_l("Hanya bila mengusulkan tanggal lain."))
    words = LongText(_l("Pesan untuk kota (boleh kosong)"), [Length(max=LONGEST_REPLY, message=_TOO_LONG)])

    def without_date(self) -> None:
        """Leave out what a brief without an event cannot be answered with."""
        self.answer.choices = options({key: words for key, words in ANSWERS.items() if key is not Answer.OTHER_DATE})

    def said(self) -> Said:
        """Give what was chosen in a form that validates."""
        answer = Answer(self.answer.data)
        return Said(answer, self.words.data, self.proposed_on.data if answer is Answer.OTHER_DATE else None)


class GuestForm(Form):
    """Whether somebody comes."""

    answer = Choice(_l("Bisa datang?"), [InputRequired(_l("Pilih satu jawaban."))], choices=options(GUEST_ANSWERS))
    deputy = Text(
        _l("Nama depan wakil"),
        [Length(max=LONGEST_NAME, message=_TOO_LONG)],
        description=_l("Hanya bila ada wakil."),
    )


class AgreeForm(Form):
    """Where and when, once the city agrees to another date."""

    day = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    begins = Clock(_l("Jam mulai"), [InputRequired(_l("Pilih jam mulainya."))])
    ends = Clock(_l("Jam selesai"), [InputRequired(_l("Pilih jam selesainya."))])
    place = Text(_l("Tempat"), [DataRequired(_l("Tulis tempatnya.")), Length(max=LONGEST_PLACE, message=_TOO_LONG)])

    def plan(self, invitation: Invitation, here: datetime) -> Plan:
        """Give the group's own event for an invitation, from a form that validates, in the zone of a moment."""
        day = cast("Any", self.day.data)
        event = invitation.event
        return Plan(
            title=invitation.title,
            forum=event.forum if event else Forum.BRIEFING,
            topic=invitation.topic,
            step=event.step if event else Step.DISSEMINATION,
            is_invited=False,
            place=self.place.data,
            starts_at=datetime.combine(day, cast("Any", self.begins.data), here.tzinfo),
            ends_at=datetime.combine(day, cast("Any", self.ends.data), here.tzinfo),
            lesson_ids=(invitation.lesson_id,) if invitation.lesson_id else (),
        )
