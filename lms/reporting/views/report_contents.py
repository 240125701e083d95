"""The monthly report in words and numbers: page, paper and workbook show exactly this."""

from collections.abc import Iterator
from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from lms.competency.models import Domain
from lms.competency.rules.model import competency_model
from lms.reporting.queries.figures.rows import Figure, KelurahanFigures
from lms.reporting.queries.report import Correction, MonthReport
from lms.reporting.rules.measures import KEYS, MEASURES, Measure, domain_key, measure_of
from lms.reporting.rules.months import earlier
from lms.reporting.rules.report import CHANGING, MAIN, Contents, Section, Value, shown
from lms.reporting.rules.words import amount, in_full, in_short
from lms.web.filters import day, moment, month

DOTS = "." * 14
"""What is left for the office to fill in."""
IN_TABLE = ("pengurus", "relawan", "dilatih", "selesai", "rt_terjangkau", "rt", *map(domain_key, Domain), "jam_relawan")
"""The figures of the table of all kelurahan, in its order."""


def contents_of(report: MonthReport, definitions: dict[str, object]) -> Contents:
    """Give the report of a month as everything that renders it shows it."""
    place = report.place
    city_only = () if place else (_dormant(report),)
    by_place = () if place else (_places(report), *_corrections(report))
    return Contents(
        title=_("Laporan KIM %(month)s", month=month(report.month)),
        place=_("Kelurahan %(name)s", name=place.name) if place else current_app.config["CITY_NAME"],
        moment=_moment(report),
        sentences=tuple(sentence.replace(" %", "\N{NO-BREAK SPACE}%") for sentence in _sentences(report)),
        sections=(_main(report), _domains(report), *city_only, _needs(report), _costs(report), *by_place),
        meanings=tuple((_title(measure), in_short(measure, definitions), in_full(measure, definitions)) for measure in MEASURES),
    )


def _moment(report: MonthReport) -> str:
    if report.is_provisional:
        return str(_("Sementara, bulan belum selesai. Angka per %(moment)s.", moment=moment(report.figures.at)))
    return str(_("Angka per %(day)s.", day=day(report.figures.at)))


def _sentences(report: MonthReport) -> Iterator[str]:
    changed = [key for key in CHANGING if (before := report.before(key)) and before.value != report.figure(key).value]
    known = any(report.before(key) for key in CHANGING)
    since = _before_words(report)
    if not known:
        yield _("Belum ada angka akhir bulan sebelumnya untuk dibandingkan.")
    elif not changed:
        yield _("Sejak %(month)s angka pokok tidak berubah.", month=since)
    for number, key in enumerate(changed[:3]):
        past, present = (shown(_amount(key, one.value)) for one in (report.before(key) or Figure(None), report.figure(key)))
        said = _("%(title)s dari %(before)s menjadi %(now)s.", title=_title_of(key), before=past, now=present)
        yield said if number else f"{_('Sejak %(month)s:', month=since)} {said}"
    yield from _reach(report)
    if report.place:
        yield _standing(report.place, report)


def _reach(report: MonthReport) -> Iterator[str]:
    trained, reached = _amount("dilatih", report.figure("dilatih").value), report.figure("rt_terjangkau")
    yield _("Bulan ini %(count)s orang dilatih.", count=shown(trained))
    if reached.percent is not None:
        yield _("RT terjangkau %(percent)s %%.", percent=reached.percent)
    if not report.place:
        most, awake = (shown(round(line, 1)) for line in report.figures.start_lines)
        yield _("Garis awal penelitian: %(awake)s %%, paling banyak %(most)s %%.", awake=awake, most=most)


def _standing(place: KelurahanFigures, report: MonthReport) -> str:
    words = {
        None: _("Keadaan KIM %(name)s belum diketahui.", name=place.name),
        0: _("KIM %(name)s aktif.", name=place.name),
        1: _("KIM %(name)s vakum.", name=place.name),
    }
    return str(words[report.figure("vakum").value])


def _main(report: MonthReport) -> Section:
    head = (_("Ukuran"), _("Angka"), _("Dari"), "%", _("Bulan lalu"), _("Catatan"))
    keys = [key for key in MAIN if key != "aktif" or not report.place]
    return _without_empty_notes(Section("angka", _("Angka pokok"), head, tuple(_main_row(report, key) for key in keys)))


def _without_empty_notes(section: Section) -> Section:
    """Leave the last column out where nothing stands in it."""
    if any(row[-1] for row in section.rows):
        return section
    return replace(section, head=section.head[:-1], rows=tuple(row[:-1] for row in section.rows))


def _main_row(report: MonthReport, key: str) -> tuple[Value, ...]:
    figure, before = report.figure(key), report.before(key)
    return (
        _title_of(key),
        _amount(key, figure.value),
        "" if figure.whole is None else _amount(key, figure.whole),
        "" if figure.percent is None else figure.percent,
        "" if before is None else _amount(key, before.value),
        _corrected(key, report.correction(key)),
    )


def _domains(report: MonthReport) -> Section:
    lacking = _("Kurang orang mampu")
    head = (_("Bidang"), _("Mampu"), _("Sudah dinilai"), _("Dari"), _("Bulan lalu"), lacking, _("Catatan"))
    note = _("Mampu: tingkat 2 (mandiri) atau 3 (menggerakkan), dinilai orang lain.")
    rows = tuple(_domain_row(report, one) for one in Domain)
    return _without_empty_notes(Section("bidang", _("Kemampuan di tiap bidang"), head, rows, note=note))


def _domain_row(report: MonthReport, domain: Domain) -> tuple[Value, ...]:
    able, assessed, lacking = (domain_key(domain, family) for family in ("k", "k_dinilai", "k_kurang"))
    before = report.before(able)
    return (
        f"{domain} {competency_model()[domain].title}",
        _amount(able, report.figure(able).value),
        _amount(assessed, report.figure(assessed).value),
        _amount(able, report.figure(able).whole),
        "" if before is None else _amount(able, before.value),
        _amount(lacking, report.figure(lacking).value),
        _corrected(able, report.correction(able)),
    )


def _dormant(report: MonthReport) -> Section:
    names = ", ".join(row.name for row in report.dormant) or _("Tidak ada.")
    rt = sum(report.figure("rt", row).value or 0 for row in report.dormant)
    return Section("vakum", _("KIM vakum"), (_("Kelurahan"), _("KIM"), "RT"), ((names, len(report.dormant), rt),))


def _places(report: MonthReport) -> Section:
    titles = [_short_title(key) for key in IN_TABLE]
    rows = tuple((row.name, _status(report, row), *_cells(report, row)) for row in report.rows)
    awake = report.figure("aktif")
    active = _("%(active)s aktif", active=awake.value or 0)
    foot = (current_app.config["CITY_NAME"], active, *_cells(report, None))
    order = _("Urut dari utara ke selatan, bukan peringkat.")
    note = f"{order} {_('K1 sampai K5: orang mampu. Tanda tanya: belum diketahui.')}"
    return Section("kelurahan", _("Tiap kelurahan"), (_("Kelurahan"), _("KIM"), *titles), rows, foot, note)


def _cells(report: MonthReport, row: KelurahanFigures | None) -> list[Value]:
    values = [(key, report.figure(key, row).value) for key in IN_TABLE]
    return ["?" if value is None else _amount(key, value) for key, value in values]


def _status(report: MonthReport, row: KelurahanFigures) -> str:
    return str({None: "?", 0: _("Aktif"), 1: _("Vakum")}[report.figure("vakum", row).value])


def _corrections(report: MonthReport) -> Iterator[Section]:
    """Say of every figure of the table that was corrected what it was; nothing where none was."""
    found = [(row, key, _corrected(key, report.correction(key, row))) for row in report.rows for key in IN_TABLE]
    rows = tuple((row.name, _short_title(key), words) for row, key, words in found if words)
    if rows:
        yield Section("koreksi", _("Koreksi"), (_("Kelurahan"), _("Ukuran"), _("Catatan")), rows)


def _needs(report: MonthReport) -> Section:
    wanting = needs_of(report)
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Kursi pengurus kosong"), wanting["pengurus"], _("kursi")),
        (_("Relawan yang masih dicari"), wanting["relawan"], _("orang")),
        (_("Orang mampu yang masih kurang, lima bidang"), wanting["kurang"], _("tempat latihan")),
        (_("RT yang belum terjangkau"), wanting["rt_terjangkau"], "RT"),
        (_("RT tanpa pembawa kabar"), wanting["rt_pembawa"], "RT"),
    )
    return Section("kebutuhan", _("Kebutuhan"), (_("Kebutuhan"), _("Banyaknya"), _("Satuan")), rows)


def needs_of(report: MonthReport) -> dict[str, int]:
    """Give what is wanting at the end of a month, kelurahan by kelurahan, so that more in one fills nothing in another."""
    keys = ("pengurus", "relawan", "rt_terjangkau", "rt_pembawa")
    wanting = {key: sum(max(0, report.figure(key, row).rest or 0) for row in report.rows) for key in keys}
    lacking = sum(report.figure(domain_key(domain, "k_kurang")).value or 0 for domain in Domain)
    return wanting | {"kurang": lacking}


def _costs(report: MonthReport) -> Section:
    wanting = needs_of(report)
    people = sum(report.figure(key).value or 0 for key in ("pengurus", "anggota", "relawan"))
    hours = amount(report.figure("jam_relawan").value, _measure("jam_relawan").unit)
    head = (_("Biaya"), _("Banyaknya"), _("Satuan"), _("Harga satuan (Rp)"), _("Jumlah (Rp)"))
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Pelatihan"), wanting["kurang"], _("tempat latihan"), DOTS, DOTS),
        (_("Transpor relawan"), hours, _("jam bulan ini"), DOTS, DOTS),
        (_("Kuota internet"), people, _("orang tiap bulan"), DOTS, DOTS),
        (_("Cetak bahan"), wanting["rt_terjangkau"], _("RT belum terjangkau"), DOTS, DOTS),
    )
    return Section("biaya", _("Biaya, diisi kantor"), head, rows, (_("Jumlah"), "", "", "", DOTS))


def _corrected(key: str, found: Correction | None) -> str:
    if found is None:
        return ""
    before, after = (_amount(key, figure.value) for figure in (found.before, found.after))
    if before == after:
        before, after = (_amount(key, figure.whole) for figure in (found.before, found.after))
    return str(_("dikoreksi %(day)s: %(before)s menjadi %(after)s", day=day(found.on), before=shown(before), after=shown(after)))


def _before_words(report: MonthReport) -> str:
    return str(_("akhir %(month)s", month=month(earlier(report.month, 1))))


def _amount(key: str, value: int | None) -> Value:
    return amount(value, _measure(key).unit)


def _measure(key: str) -> Measure:
    found = measure_of(key)
    if found is None:
        raise LookupError(key)
    return found


def _title_of(key: str) -> str:
    return _title(_measure(key))


def _title(measure: Measure) -> str:
    return str(measure.title)


def _short_title(key: str) -> str:
    """Give the title of a column: that of a figure, or the name of a domain."""
    is_domain = key in {domain_key(domain) for domain in Domain} and key in KEYS
    return key.upper() if is_domain else _title_of(key)
