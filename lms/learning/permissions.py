"""Who may sit beside whom."""

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role

HELPING = {Role.MENTOR, Role.COORDINATOR}


def can_help(viewer: Viewer, person: Person) -> bool:
    """Mentors and coordinators help people of the kelurahan their role names; nobody helps themselves."""
    here = any(grant.role in HELPING and grant.kelurahan_id == person.kelurahan_id for grant in viewer.grants)
    return here and person.kelurahan_id is not None and person.id != viewer.id and person.left_at is None
