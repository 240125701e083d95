"""Finding out what somebody can do: quizzes in lessons, and the check before and after a course."""
