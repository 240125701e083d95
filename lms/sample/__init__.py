"""The sample city: invented people, so that every page has something honest to show."""
