"""People who do not exist: common names put together by chance, and telephone numbers that show they are made up."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from lms.accounts.models import Honorific

SEED = 3371
"""The city's code; every load of the sample draws the same people."""

NUMBERS = "+628110000"
"""How every invented number begins; four digits that count up follow."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


IBU = _words(
    "Sri Siti Sumarni Suparti Tutik Wiwik Ninik Lilik Endah Yuliati Sulastri Rubiyah Kusniyati Maryati Partini Ngatini "
    "Hartini Murniati Umi Nanik Retno Istiqomah Purwanti Rumiyati"
)
BAPAK = _words(
    "Agus Bambang Slamet Sugeng Wahyu Heru Teguh Haryono Sumardi Suyatno Tukiman Ngadiman Paryanto Sukirman Darmawan "
    "Edi Untung Wagiman Rohmadi Suroto Mardi Yatno"
)
IBU_FAMILY = _words(
    "Rahayu Lestari Handayani Wahyuningsih Astuti Utami Setyowati Widayati Kusumawati Susilowati Purwaningsih Suryani Ambarwati"
)
BAPAK_FAMILY = _words("Wibowo Setiawan Purnomo Nugroho Kuncoro Handoyo Saputro Widiyanto Priyono Wicaksono Suwarno Utomo")
YOUNG_WOMEN = _words("Anisa Nadia Rizka Fitri Intan Salma Aulia Dinda Laras Citra Zahra Wulan")
YOUNG_MEN = _words("Dimas Rizky Bayu Galih Fajar Arif Yoga Aldi Naufal Raka Satria Hafiz")
YOUNG_WOMEN_FAMILY = _words("Puspita Anggraini Safitri Permatasari Ramadhani Wulandari Azzahra Oktaviani")
YOUNG_MEN_FAMILY = _words("Pratama Saputra Ramadhan Kurniawan Firmansyah Aditya Permana Hakim")


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    honorific: Honorific
    birth_year: int
    whatsapp: str


class Inventor:
    """Invents people and evenings around one moment; nobody has the name or the number of somebody else."""

    def __init__(self, at: datetime, zone: ZoneInfo) -> None:
        self.chance = Random(SEED)  # noqa: S311  # invented names are no secret
        self.at = at
        self.today = at.astimezone(zone).date()
        self._zone = zone
        self._names: set[str] = set()
        self._numbers = count(1)

    def senior(self, *, is_woman: bool | None = None) -> Invented:
        """Invent an Ibu or a Bapak between 45 and 75."""
        woman = self.chance.choice((True, False)) if is_woman is None else is_woman
        name = self._name(IBU, IBU_FAMILY) if woman else self._name(BAPAK, BAPAK_FAMILY)
        honorific = Honorific.IBU if woman else Honorific.BAPAK
        return Invented(name, honorific, self.today.year - self.chance.randint(46, 75), self._number())

    def youngster(self, birth_year: int) -> Invented:
        """Invent a young person without an honorific."""
        woman = self.chance.choice((True, False))
        name = self._name(YOUNG_WOMEN, YOUNG_WOMEN_FAMILY) if woman else self._name(YOUNG_MEN, YOUNG_MEN_FAMILY)
        return Invented(name, Honorific.NONE, birth_year, self._number())

    def evening(self, days_ago: int) -> datetime:
        """Give a moment in the evening of an earlier day, between half past six and nine on the clock of the city."""
        day = self.today - timedelta(days=days_ago)
        after = timedelta(seconds=self.chance.randrange(150 * 60))
        return (datetime.combine(day, time(18, 30), self._zone) + after).astimezone(UTC)

    def _name(self, first: tuple[str, ...], family: tuple[str, ...]) -> str:
        name = f"{self.chance.choice(first)} {self.chance.choice(family)}"
        while name in self._names:
            name = f"{self.chance.choice(first)} {self.chance.choice(family)}"
        self._names.add(name)
        return name

    def _number(self) -> str:
        return f"{NUMBERS}{next(self._numbers):04d}"
