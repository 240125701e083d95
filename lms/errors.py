"""Refusals: what the site tells a person when it will not do what was asked."""


class Refused(Exception):
    """A rule said no. The message is a finished sentence for the person who asked."""
