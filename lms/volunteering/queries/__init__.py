"""Reading what volunteers are about: applications, needs, posters, cohorts."""
