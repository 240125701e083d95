"""The words that events and visits share: what about, where, which of a group's six activities, how it is known."""

from enum import StrEnum


class Topic(StrEnum):
    """What it was about: the fields in which the study counted the activities of 2016 to 2020 (its table 1), and others."""

    HEALTH = "health"
    TECHNOLOGY = "technology"
    FAMILY = "family"
    MSME = "msme"
    ENVIRONMENT = "environment"
    POLITICS = "politics"
    OTHER = "other"


class Forum(StrEnum):
    """The occasion at which people heard of it."""

    TRAINING = "training"
    BRIEFING = "briefing"
    RT_MEETING = "rt_meeting"
    PKK_MEETING = "pkk_meeting"
    ARISAN = "arisan"
    POSYANDU = "posyandu"
    PRAYERS = "prayers"
    """A religious gathering: pengajian, ibadah."""
    DOORSTEP = "doorstep"
    """From house to house."""
    RADIO = "radio"
    POSTER = "poster"
    OTHER = "other"


class Step(StrEnum):
    """The six activities of a KIM, ADINDA."""

    ACCESS = "access"
    DISCUSSION = "discussion"
    IMPLEMENTATION = "implementation"
    NETWORKING = "networking"
    DISSEMINATION = "dissemination"
    ASPIRATION = "aspiration"


class Noted(StrEnum):
    """How somebody's presence is known."""

    CODE = "code"
    TICKED = "ticked"
    PAPER = "paper"
    """Typed in later from the printed sheet."""
