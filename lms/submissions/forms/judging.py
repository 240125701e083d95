"""The sheet an assessor fills in, and words about a piece of work."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, Length, ValidationError

from lms.submissions.models import Verdict
from lms.submissions.rules.judging import LONGEST, LONGEST_COMMENT, Criterion
from lms.submissions.rules.sentences import ALL_NEXT, GOOD, NEXT, composed
from lms.web.forms import Choice, Choices, Form, LongText, options

POINTS = "butir-"
"""Before a criterion's id: the name of its field."""

COMMENT = "komentar"
"""Before the names of a comment's fields, since other forms stand on the same page."""

VERDICTS = {Verdict.REPAIR.value: _l("Perlu perbaikan kecil"), Verdict.PASSED.value: _l("Lulus")}

_TOO_LONG_WORDS = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")
_TOO_LONG = Length(max=LONGEST, message=_TOO_LONG_WORDS)


class Points(Choice):
    """The points of one criterion."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse a missing answer by the criterion's name, and one that is no level of it."""
        del form
        if self.data not in {choice[0] for choice in self.iter_choices()}:
            raise ValidationError(_("Pilih nilai untuk “%(title)s”.", title=self.label.text))


class Verdicts(Choice):
    """What the assessor decided."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse a missing answer and one that is no verdict."""
        del form
        if self.data not in set(Verdict):
            raise ValidationError(_("Pilih hasilnya: perlu perbaikan kecil atau lulus."))


class JudgeForm(Form):
    """A judgement; `form_for` adds a field for every criterion."""

    verdict = Verdicts(_l("Hasilnya"), choices=options(VERDICTS))
    good = Choices(_l("Apa yang sudah baik?"), choices=options(GOOD))
    good_words = LongText(_l("Tulisan tentang yang sudah baik"), [_TOO_LONG])
    following = Choices(_l("Apa langkah berikutnya?"), choices=options(ALL_NEXT))
    following_words = LongText(_l("Tulisan tentang langkah berikutnya"), [_TOO_LONG])

    def validate_good_words(self, field: LongText) -> None:
        """Refuse a judgement that praises nothing."""
        if not (self.good.data or field.data):
            raise ValidationError(_("Pilih kalimat tentang yang sudah baik, atau tulis sendiri."))

    def validate_following_words(self, field: LongText) -> None:
        """Refuse a judgement after which the learner would not know what to do."""
        if not (self.following.data or field.data):
            raise ValidationError(_("Pilih kalimat tentang langkah berikutnya, atau tulis sendiri."))

    def validate_following(self, field: Choices) -> None:
        """Refuse a sentence that says the contrary of the verdict, chosen or put into the words."""
        del field
        if self.verdict.data not in set(Verdict):
            return
        said, fitting = self.said_next, NEXT[Verdict(self.verdict.data)]
        wrong = next((text for key, text in ALL_NEXT.items() if key not in fitting and text in said), None)
        if wrong:
            raise ValidationError(_("Kalimat “%(text)s” tidak cocok dengan hasilnya.", text=wrong))

    def put_into_words(self) -> None:
        """Move the chosen sentences to the end of the words beside them, where the assessor can change them."""
        both = ((self.good, self.good_words, GOOD), (self.following, self.following_words, ALL_NEXT))
        for chosen, words, sentences in both:
            ready = [text for key, text in sentences.items() if key in (chosen.data or []) and text not in words.data]
            words.data = "\n".join(part for part in (words.data, " ".join(ready)) if part)
            chosen.data = []

    @property
    def points(self) -> dict[str, int]:
        """The points by criterion, once the form is in order."""
        return {field.name.removeprefix(POINTS): int(field.data) for field in self if isinstance(field, Points)}

    @property
    def said_good(self) -> str:
        """What is good, in whole sentences."""
        return composed(GOOD, self.good.data or [], self.good_words.data)

    @property
    def said_next(self) -> str:
        """What comes next, in whole sentences."""
        return composed(ALL_NEXT, self.following.data or [], self.following_words.data)

    @property
    def words(self) -> str:
        """Everything said to the learner, to be kept when the judgement cannot be."""
        return "\n".join(part for part in (self.said_good, self.said_next) if part)


def form_for(rubric: tuple[Criterion, ...]) -> JudgeForm:
    """Give the sheet with a field for every criterion of a rubric."""
    fields = {
        POINTS + item.id: Points(item.title, choices=options({str(number): words for number, words in enumerate(item.levels)}))
        for item in rubric
    }
    form: JudgeForm = type("RubricForm", (JudgeForm,), fields)()
    return form


def is_of_rubric(form: JudgeForm, sent: MultiDict[str, str]) -> bool:
    """Whether the points that were sent are of this rubric's criteria only, each once."""
    names = [name for name in sent if name.startswith(POINTS)]
    return all(name in form and len(sent.getlist(name)) == 1 for name in names)


class CommentForm(Form):
    """A word about a piece of work."""

    text = LongText(
        _l("Komentar"), [DataRequired(_l("Tulis dulu komentarnya.")), Length(max=LONGEST_COMMENT, message=_TOO_LONG_WORDS)]
    )


def new_comment(text: str = "") -> CommentForm:
    """Give the form for a comment as it stands on a page beside other forms, with words it begins with."""
    return CommentForm(formdata=None, data={"text": text}, prefix=COMMENT)


def sent_comment() -> CommentForm:
    """Give the form for a comment as it was sent."""
    return CommentForm(prefix=COMMENT)
