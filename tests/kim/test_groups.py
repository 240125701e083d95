"""Groups as they start, and filling their seats."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.kim.actions import groups as actions
from lms.kim.models import Group, Position, Status
from lms.kim.queries import group_of, membership_of, terms_of
from tests.factories.people import a_person, an_officer


def test_eighteen_groups_start_with_eight_seats_and_four_dormant(magelang):
    groups = db.session.scalars(select(Group)).all()

    kelurahan = [group for group in groups if group.kelurahan_id]
    assert len(groups) == 18
    assert {group.seats for group in kelurahan} == {8}
    assert {group.name for group in kelurahan if group.starting_status is Status.DORMANT} == {
        "KIM Tidar Utara",
        "KIM Tidar Selatan",
        "KIM Jurangombo Utara",
        "KIM Rejowinangun Utara",
    }
    assert all("2016-2020" in group.source for group in groups)


def test_loading_again_changes_nothing(app, magelang):
    run = app.test_cli_runner().invoke

    assert run(args=["kim", "load"]).output == "0 new groups.\n"
    assert run(args=["regions", "load"]).output == "Kota Magelang: 0 new kelurahan.\n"


def test_a_broken_city_file_is_one_sentence(app, magelang, tmp_path):
    kept, app.config["CITY_FILE"] = app.config["CITY_FILE"], tmp_path / "kota.toml"
    run = app.test_cli_runner().invoke

    try:
        missing = run(args=["regions", "load"])
        app.config["CITY_FILE"].write_text("[city]\ncode = 3")
        broken = run(args=["regions", "load"])
        groups = run(args=["kim", "load"])
        app.config["CITY_FILE"].write_text(kept.read_text().replace('kecamatan = "Magelang Utara"', 'kecamatan = "Hilang"'))
        unknown = run(args=["regions", "load"])
    finally:
        app.config["CITY_FILE"] = kept

    assert "kota.toml is missing" in missing.output
    assert "kota.toml cannot be used" in broken.output
    assert "The groups cannot be loaded" in groups.output
    assert "unknown kecamatan: Hilang" in unknown.output
    assert {missing.exit_code, broken.exit_code, groups.exit_code, unknown.exit_code} == {1}


def test_nobody_sits_twice_in_one_group(wates):
    person = an_officer(wates)

    with pytest.raises(actions.CannotSeat, match="sudah tercatat di KIM Wates"):
        actions.seat(group_of(wates.id), person, Position.MEMBER, starts_on=now().date())


def test_a_term_ends_on_the_day_it_names(wates):
    person, today = a_person("Endang Lestari", wates), now().date()
    group = group_of(wates.id)
    actions.seat(group, person, Position.TREASURER, starts_on=today - timedelta(days=9), ends_on=today)
    db.session.flush()

    assert [term.person_id for term in terms_of(group, on=today - timedelta(days=1))] == [person.id]
    assert terms_of(group, on=today) == []
    assert membership_of(person.id, on=today) is None


def test_the_chair_comes_first(wates):
    an_officer(wates, "Adi")
    an_officer(wates, "Zainal", Position.CHAIR)

    assert [term.person.name for term in terms_of(group_of(wates.id), on=now().date())] == ["Zainal", "Adi"]
