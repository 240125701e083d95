"""What waits for whoever answers for a kelurahan: one list, the most urgent first, each thing with the page it is done on."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from lms.regions.models import Kelurahan
from lms.reporting.queries.figures.rows import KelurahanFigures
from lms.reporting.queries.place import PlaceWaits
from lms.reporting.rules.board import Kind, Task
from lms.web.filters import day


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do."""

    title: str
    href: str
    """Empty while the site has no page for it."""
    button: str
    tag: str
    tag_kind: str


@dataclass(frozen=True, slots=True)
class Others:
    """What waits for the viewer beside what the kelurahan itself counts."""

    questions: int
    in_need: int
    """People who need help with learning; 0 for who may not know."""


def page_at(address: str) -> str:
    """Give an address when the site has a page there, otherwise nothing."""
    return address if current_app.url_map.bind("localhost").test(address, method="GET") else ""


def waiting_in(
    place: Kelurahan, figures: KelurahanFigures, *, waits: PlaceWaits, steps: list[Task], others: Others
) -> list[Waiting]:
    """Give what waits, the most urgent first: safety, people who wait for an answer, groups, RT, learning, papers."""
    board = url_for("board.board", slug=place.slug)
    reports = sum(step.kind is Kind.SAFETY for step in steps)
    further = sum(step.kind not in {Kind.SAFETY, Kind.ANSWER} for step in steps)
    behind = url_for("progress.people", slug=place.slug, keadaan="perlu-bantuan")
    until = day(waits.decree_until) if waits.decree_until else ""
    return [
        *_some(reports, _("%(count)s laporan keamanan menunggu.", count=reports), board, (_("Buka papan"), _("Keamanan"), "bad")),
        *_answers(place, figures.waiting, waits, others),
        *_residents(place, waits),
        *_some(
            others.in_need,
            _("%(count)s orang perlu bantuan belajar.", count=others.in_need),
            *(behind, (_("Lihat siapa"), _("Belajar"), "plain")),
        ),
        *_some(further, _("%(count)s langkah relawan menunggu.", count=further), board, (_("Buka papan"), _("Relawan"), "plain")),
        *_some(
            len(until),
            _("SK KIM berlaku sampai %(day)s.", day=until),
            *(page_at(f"/kelurahan/{place.slug}/pengurus"), (_("Lihat pengurus"), _("SK"), "plain")),
        ),
    ]


def _answers(place: Kelurahan, applications: int, waits: PlaceWaits, others: Others) -> list[Waiting]:
    """Give the people and groups that wait to be answered."""
    return [
        *_some(
            applications,
            _("%(count)s pendaftar relawan menunggu jawaban.", count=applications),
            url_for("applications.kelurahan_list", slug=place.slug),
            (_("Jawab pendaftar"), _("Pendaftar"), "warn"),
        ),
        *_some(
            waits.invitations,
            _("%(count)s ajakan menunggu jawaban KIM.", count=waits.invitations),
            page_at("/ajakan"),
            (_("Jawab ajakan"), _("Ajakan"), "warn"),
        ),
        *_some(
            others.questions,
            _("%(count)s pertanyaan atau laporan menunggu.", count=others.questions),
            url_for("discussion.waiting"),
            (_("Jawab pertanyaan"), _("Pertanyaan"), "warn"),
        ),
    ]


def _residents(place: Kelurahan, waits: PlaceWaits) -> list[Waiting]:
    """Give what waits in the RT."""
    return [
        *_some(
            waits.visits,
            _("%(count)s kunjungan RT menunggu dibenarkan.", count=waits.visits),
            page_at(f"/kelurahan/{place.slug}/jangkauan"),
            (_("Lihat jangkauan"), _("Kunjungan"), "warn"),
        ),
        *_some(
            waits.aspirations,
            _("%(count)s aspirasi warga belum dijawab.", count=waits.aspirations),
            page_at(f"/kelurahan/{place.slug}/aspirasi"),
            (_("Lihat aspirasi"), _("Aspirasi"), "warn"),
        ),
    ]


def _some(count: int, title: str, href: str, words: tuple[str, str, str]) -> list[Waiting]:
    """Give a thing that waits, with the words of its button and its tag; nothing where there is none of it."""
    return [Waiting(title, href, *words)] if count else []
