"""People find out whom to ask, and who sees their names."""

import pytest

from lms.accounts.models import Honorific
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer

HELP = {"HELP_PHONE": "+62293360000", "HELP_ADDRESS": "Jalan Contoh 1, Senin sampai Jumat 08.00-15.00"}


def test_a_member_reads_who_coordinates_their_kim(visit, vlog, wates):
    a_coordinator(wates).honorific = Honorific.BAPAK
    member = visit(an_officer(wates, "Endang Lestari"))

    assert "Bapak Slamet Riyadi" in member.get("/bantuan").text
    assert "Hubungi koordinator KIM, Bapak Slamet Riyadi." in member.get("/saya").text


def test_visitors_and_people_elsewhere_read_no_name(visit, vlog, magelang, wates, cacaban):
    coordinator = a_coordinator(wates)
    strangers = [visit(), visit(an_officer(cacaban, "Tuti")), visit(a_person("Rangga")), visit(an_agency_officer(magelang))]

    for stranger in (*strangers, visit(coordinator)):
        assert "Slamet Riyadi" not in stranger.get("/bantuan").text
    assert "terlihat di halaman ini setelah masuk" in strangers[0].get("/bantuan").text
    assert "Hubungi koordinator KIM." in strangers[1].get("/saya").text


def test_the_offices_number_and_address_come_from_the_settings(app, visit, vlog, magelang):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in HELP.items():
            patch.setitem(app.config, name, value)
        page = visit().get("/bantuan")

    assert "Alamat Diskominsta Kota Magelang: Jalan Contoh 1" in page.text
    assert page.links()["Telepon +62293360000"] == "tel:+62293360000"


def test_the_page_of_progress_says_who_else_sees_names(visit, vlog, wates):
    page = visit(a_coordinator(wates)).get("/kelurahan/wates/belajar")

    assert "juga terlihat oleh pendamping di kelurahan ini dan Diskominsta Kota Magelang." in page.text
