"""Reading GIFT: every question or none, and a line number with each reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.catalog.rules.gift.text import (
    COMMENT,
    MARKUP,
    META,
    OWN_COMMENT,
    PAIR,
    TRUTHS,
    WEIGHT,
    BrokenGift,
    find,
    places,
    plain,
)
from lms.catalog.rules.quiz import TRUTH, Kind, Option, Question, question_problems


class _No(Exception):
    """A question cannot be taken, and the line that says why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class _Piece:
    """A part of the file that knows in which line it begins."""

    text: str
    line: int

    def cut(self, start: int, end: int | None = None) -> "_Piece":
        """Give a part of it, without blanks at its ends."""
        part = self.text[start:end]
        skipped = len(part) - len(part.lstrip())
        return _Piece(part.strip(), self.line + self.text[: start + skipped].count("\n"))

    def halves(self, sign: str) -> tuple["_Piece", "_Piece | None"]:
        """Cut in two at the first sign with a meaning; without it there is only the first half."""
        place = find(self.text, sign)
        return (self, None) if place < 0 else (self.cut(0, place), self.cut(place + len(sign)))


@dataclass(frozen=True)
class _Answer:
    """One answer as written: its sign, its weight in percent and text, its feedback."""

    sign: str
    whole: _Piece
    """What stands before the feedback; a pair to match has no weight, so all of it is text there."""
    why: str

    @property
    def weight(self) -> float | None:
        found = WEIGHT.match(self.whole.text)
        return float(found[1]) if found else None

    @property
    def text(self) -> str:
        return plain(WEIGHT.sub("", self.whole.text, count=1) if self.weight is not None else self.whole.text)


def read_gift(text: str) -> tuple[Question, ...]:
    """Read the questions of a GIFT file in their order; raises BrokenGift with every reason found."""
    problems: list[str] = []
    questions: dict[str, Question] = {}
    blocks = list(_blocks(text))
    for block in blocks:
        try:
            question = _question(block)
        except _No as no:
            problems.append(f"line {no.line}: {no}")
            continue
        if question.id in questions:
            problems.append(f"line {block.line}: two questions have the id {question.id}.")
        questions[question.id] = question
    if not blocks:
        problems.append("line 1: there is no question.")
    if problems:
        raise BrokenGift(problems)
    return tuple(questions.values())


def _blocks(text: str) -> Iterator[_Piece]:
    """Give the questions, which empty lines part; a comment is an empty line that parts nothing."""
    lines: list[str] = []
    start = 1
    for number, line in enumerate([*text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), ""], start=1):
        said = line.strip()
        if said.startswith(COMMENT):
            lines.append(said.removeprefix(COMMENT) if said.startswith(OWN_COMMENT) else "")
        elif said:
            lines.append(line)
        else:
            if any(part.strip() for part in lines):
                yield _Piece("\n".join(lines), start).cut(0)
            lines, start = [], number + 1


def _question(block: _Piece) -> Question:
    title, asked, answers = _parts(block)
    body, feedback = answers.halves("####")
    why = plain(feedback.text) if feedback else ""
    _refuse_markup([asked, answers])
    kind, options = _kind_and_options(body)
    question = Question(plain(title.text), kind, plain(asked.text), options, why=why)
    problems = list(question_problems([question]))
    if problems:
        raise _No(block.line, problems[0])
    return question


def _parts(block: _Piece) -> tuple[_Piece, _Piece, _Piece]:
    """Give title, question and answers."""
    _refuse_category(block)
    end = find(block.text, "::", 2) if block.text.startswith("::") else -1
    if end < 0 or not block.text[2:end].strip():
        raise _No(block.line, "a question needs a title between :: and ::, which becomes its id.")
    opening = find(block.text, "{", end)
    if opening < 0:
        raise _No(block.line, "a text without answers in { } is not supported.")
    closing = find(block.text, "}", opening)
    if closing < 0:
        raise _No(block.line, "the answers are not closed with }; no empty line may stand between { and }.")
    _refuse_rest(block.cut(closing + 1))
    inside = block.cut(opening + 1, closing)
    if find(inside.text, "{") >= 0:
        raise _No(inside.line, "a { within the answers must be written \\{.")
    return block.cut(2, end), block.cut(end + 2, opening), inside


def _refuse_category(piece: _Piece) -> None:
    if META.match(piece.text):
        raise _No(piece.line, "categories ($CATEGORY) are not supported; take the line out.")


def _refuse_rest(rest: _Piece) -> None:
    """Refuse whatever stands behind the answers of a question."""
    _refuse_category(rest)
    if rest.text.startswith("::"):
        raise _No(rest.line, "an empty line must stand between two questions.")
    if rest.text:
        raise _No(rest.line, "a question with the gap in its middle (missing word) is not supported.")


def _refuse_markup(pieces: list[_Piece]) -> None:
    for piece in pieces:
        found = MARKUP.search(piece.text)
        if found:
            raise _No(piece.cut(found.start()).line, f"markup ({found[0]}) is not supported; write plain text.")


def _kind_and_options(body: _Piece) -> tuple[Kind, list[Option]]:
    if not body.text:
        raise _No(body.line, "a question without answers (essay) is not supported.")
    if body.text.startswith("#"):
        raise _No(body.line, "numerical questions are not supported.")
    truth, feedback = body.halves("#")
    if truth.text.upper() in TRUTHS:
        return Kind.TRUE_FALSE, _true_false(truth, feedback)
    return _chosen_or_typed(list(_answers(body)))


def _chosen_or_typed(answers: list[_Answer]) -> tuple[Kind, list[Option]]:
    signs = {answer.sign for answer in answers}
    if signs == {"="} and any(find(answer.whole.text, PAIR) >= 0 for answer in answers):
        return Kind.MATCH, [_pair(answer) for answer in answers]
    if signs == {"="}:
        return Kind.SHORT, [_option(answer, right=_counts(answer)) for answer in answers]
    if signs == {"~"}:
        return Kind.SEVERAL, _several(answers)
    return Kind.SINGLE, [_option(answer, right=_is_the_one(answer)) for answer in answers]


def _true_false(truth: _Piece, feedback: _Piece | None) -> list[Option]:
    """The first feedback is said after a wrong answer, the second after a right one."""
    wrong, right = feedback.halves("#") if feedback else (None, None)
    if not (wrong and wrong.text and right and right.text):
        raise _No(truth.line, "every option needs an explanation: first #why the wrong one is wrong, then #why the right one is.")
    is_true = TRUTHS[truth.text.upper()]
    whys = [plain(right.text), plain(wrong.text)] if is_true else [plain(wrong.text), plain(right.text)]
    return [Option(TRUTH[0], whys[0], right=is_true), Option(TRUTH[1], whys[1], right=not is_true)]


def _answers(body: _Piece) -> Iterator[_Answer]:
    if body.text[0] not in "=~":
        raise _No(body.line, "an answer begins with = or ~.")
    starts = places(body.text, "=~")
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        whole, why = body.cut(start + 1, end).halves("#")
        if not (why and why.text):
            raise _No(body.cut(start).line, "every option needs an explanation after #.")
        yield _Answer(body.text[start], whole, plain(why.text))


def _option(answer: _Answer, *, right: bool) -> Option:
    return Option(answer.text, answer.why, right=right)


def _pair(answer: _Answer) -> Option:
    left, right = answer.whole.halves(PAIR)
    if right is None:
        raise _No(answer.whole.line, "every answer of a matching question needs a ->.")
    return Option(plain(left.text), answer.why, match=plain(right.text))


def _counts(answer: _Answer) -> bool:
    """Whether a typed answer is right: fully or not at all."""
    if answer.weight not in {None, 0, 100}:
        raise _No(answer.whole.line, f"an answer worth {answer.weight:g} % (partial credit) is not supported.")
    return answer.weight != 0


def _is_the_one(answer: _Answer) -> bool:
    if answer.sign == "=" and answer.weight not in {None, 100}:
        raise _No(answer.whole.line, "the right answer of a single choice is worth 100 %.")
    if answer.sign == "~" and (answer.weight or 0) > 0:
        raise _No(answer.whole.line, f"a wrong answer worth {answer.weight:g} % (partial credit) is not supported.")
    return answer.sign == "="


def _several(answers: list[_Answer]) -> list[Option]:
    right = [answer.weight for answer in answers if answer.weight and answer.weight > 0]
    if not right:
        raise _No(answers[0].whole.line, "no answer is right: a right one begins with = or has a weight, as in ~%50%.")
    if abs(sum(right) - 100) > 1:
        raise _No(answers[0].whole.line, f"the weights of the right answers make {sum(right):g} %, not 100 %.")
    return [_option(answer, right=(answer.weight or 0) > 0) for answer in answers]
