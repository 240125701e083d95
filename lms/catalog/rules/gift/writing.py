"""Writing GIFT that Moodle understands and `read_gift` gives back as it was."""

from collections.abc import Callable, Iterator, Sequence

from lms.catalog.rules.gift.text import MARKUP, OWN_COMMENT, PAIR, WEIGHT, BrokenGift, escaped
from lms.catalog.rules.quiz import TRUTH, Kind, Option, Question


def write_gift(questions: Sequence[Question]) -> str:
    """Write questions as GIFT; raises BrokenGift, naming each question that GIFT cannot hold.

    Whether a question must be right is not part of GIFT and gets lost; the options of true or false stand in the order
    Benar, Salah.
    """
    problems = [f"question {question.id}: {problem}" for question in questions for problem in _problems(question)]
    if problems:
        raise BrokenGift(problems)
    return "\n".join(_block(question) for question in questions)


def _problems(question: Question) -> Iterator[str]:
    if question.kind is Kind.ORDER:
        yield "GIFT has no questions that put things in order."
    texts = [question.id, question.text, question.why]
    texts += [text for option in question.options for text in (option.text, option.why, option.match)]
    if any(MARKUP.search(text) for text in texts):
        yield "its text holds the name of a markup, such as [html]."
    if question.kind is Kind.SHORT and any(PAIR in option.text + " " + option.why for option in question.options):
        yield f"Moodle would take {PAIR} for a pair to match."
    if question.kind is Kind.MATCH and any(PAIR in option.text for option in question.options):
        yield f"{PAIR} cannot stand in what is matched."


def _block(question: Question) -> str:
    lines = [f"::{_said(question.id)}:: {_said(question.text)} {{", *_ANSWERS[question.kind](question.options)]
    if question.why:
        lines.append(f"####{_said(question.why)}")
    return "\n".join([*lines, "}", ""])


def _said(text: str) -> str:
    return escaped(text.replace("\r\n", "\n").replace("\r", "\n").strip())


def _answer(sign: str, weight: str, option: Option) -> str:
    text = _said(option.text)
    weight = weight or ("100" if sign == "=" else "0") * bool(WEIGHT.match(text))
    return f"{sign}{f'%{weight}%' if weight else ''}{text} #{_said(option.why)}"


def _single(options: list[Option]) -> list[str]:
    return [_answer("=" if option.right else "~", "", option) for option in options]


def _several(options: list[Option]) -> list[str]:
    share = f"{100 / sum(option.right for option in options):.5f}".rstrip("0").rstrip(".")
    return [_answer("~", share if option.right else "-100", option) for option in options]


def _true_false(options: list[Option]) -> list[str]:
    right, wrong = sorted(options, key=lambda option: not option.right)
    return [f"{'TRUE' if right.text == TRUTH[0] else 'FALSE'} #{_said(wrong.why)} #{_said(right.why)}"]


def _match(options: list[Option]) -> list[str]:
    """Moodle knows no feedback of a pair and would show it as part of the answer: it stands in a comment."""
    return [f"={_said(option.text)} {PAIR} {_said(option.match)}\n{OWN_COMMENT}{_said(option.why)}" for option in options]


def _short(options: list[Option]) -> list[str]:
    return [_answer("=", "" if option.right else "0", option) for option in options]


_ANSWERS: dict[Kind, Callable[[list[Option]], list[str]]] = {
    Kind.SINGLE: _single,
    Kind.SEVERAL: _several,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCH: _match,
    Kind.SHORT: _short,
}
