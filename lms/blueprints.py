"""Every feature's pages, in the order in which they are registered."""

from lms.accounts import views as accounts_views
from lms.assessment.views import checks, statistics
from lms.attendance import views as attendance_views
from lms.catalog import views as catalog_views
from lms.certification.views import certificates, letters, withdrawals
from lms.certification.views import public as verification
from lms.competency.views import checks as practical_checks
from lms.competency.views import deeds, levels
from lms.discussion import views as discussion_views
from lms.kim.views import cards, handing_over, lists, officers, rts, terms
from lms.learning.views import handouts, lessons
from lms.mentoring.views import handovers, helping, institutions, meetings, pairs, papers, proposals, wishes
from lms.mentoring.views import safety as pair_safety
from lms.outreach.views import (
    aspirations,
    carriers,
    events,
    invitations,
    photos,
    pledges,
    presence,
    replies,
    rt_links,
    screens,
    visits,
)
from lms.reporting.views import (
    achievements,
    board,
    capability,
    dashboard,
    front,
    funnel,
    groups,
    home,
    kelurahan,
    open_data,
    progress,
    reports,
    restart,
)
from lms.submissions.views import handing_in, reviews, uploads
from lms.upkeep import views as upkeep_views
from lms.volunteering.views import applications, cohorts, guardians, ladder, needs, own, signup, sources, status
from lms.web import views as web_views

BLUEPRINTS = (
    web_views.bp,
    upkeep_views.bp,
    accounts_views.bp,
    cards.bp,
    officers.bp,
    terms.bp,
    handing_over.bp,
    lists.bp,
    rts.bp,
    catalog_views.bp,
    lessons.bp,
    handouts.bp,
    checks.bp,
    statistics.bp,
    attendance_views.bp,
    discussion_views.bp,
    handing_in.bp,
    uploads.bp,
    reviews.bp,
    practical_checks.bp,
    levels.bp,
    deeds.bp,
    signup.bp,
    status.bp,
    guardians.bp,
    applications.bp,
    ladder.bp,
    cohorts.bp,
    needs.bp,
    sources.bp,
    own.bp,
    helping.bp,
    institutions.bp,
    wishes.bp,
    proposals.bp,
    pairs.bp,
    meetings.bp,
    papers.bp,
    handovers.bp,
    pair_safety.bp,
    invitations.bp,
    replies.bp,
    events.bp,
    presence.bp,
    photos.bp,
    pledges.bp,
    carriers.bp,
    visits.bp,
    rt_links.bp,
    aspirations.bp,
    screens.bp,
    certificates.bp,
    verification.bp,
    withdrawals.bp,
    letters.bp,
    front.bp,
    home.bp,
    kelurahan.bp,
    groups.bp,
    restart.bp,
    progress.bp,
    dashboard.bp,
    capability.bp,
    funnel.bp,
    board.bp,
    achievements.bp,
    open_data.bp,
    reports.bp,
)
