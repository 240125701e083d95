"""What the issuer publishes for machines: Open Badges 3.0 credentials, the profile, the keys, the list of withdrawn ones."""

import base64
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from lms.certification.models import CertificateKind, SigningKey
from lms.certification.rules.signing import CREDENTIALS, OPEN_BADGES, timestamp
from lms.competency.models import Domain
from lms.competency.rules.grounds import grounds
from lms.competency.rules.model import competency_model

SMALLEST_LIST = 131_072
"""Bits of the list of withdrawn credentials, at least: the W3C's number, so that asking for it tells nobody which one."""
LIST_HOLDS_FOR = timedelta(days=7)
"""After that a copy of the list is stale."""

LEVEL_WORDS = {1: "dibantu", 2: "mandiri", 3: "menggerakkan"}
"""Certificates are in Indonesian, whatever language their reader has chosen for the pages."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the agency, at the site's address."""

    site: str
    name: str
    secret: str
    """What the private keys are encrypted with."""

    @property
    def did(self) -> str:
        """The issuer's identifier (did:web), which leads to the keys at /.well-known/did.json."""
        return f"did:web:{quote(urlsplit(self.site).netloc, safe='.-')}"

    @property
    def status_list(self) -> str:
        """The address of the list of withdrawn credentials."""
        return f"{self.site}/penerbit/dicabut.json"

    def method(self, key_id: str) -> str:
        """The address of a key."""
        return f"{self.did}#{key_id}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a certificate is about."""

    kind: CertificateKind
    address: str
    """Where it is described, from the site's root on."""
    title: str
    description: str
    criteria: str
    """What somebody had to do for it, in a sentence or two."""
    achieved_at: datetime
    course_id: str | None = None
    level_record_id: int | None = None
    domain: Domain | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """What the certificate's row says."""

    id: int
    code: str
    name: str
    at: datetime


def course_subject(course_id: str, *, slug: str, title: str, summary: str, lessons: int, at: datetime) -> Subject:
    """Say what finishing a course means."""
    return Subject(
        CertificateKind.COURSE,
        f"/kursus/{slug}",
        title,
        summary,
        f"Menyelesaikan semua {lessons} pelajaran wajib kursus “{title}”, termasuk tugas dan kuisnya.",
        at,
        course_id=course_id,
    )


def level_subject(record_id: int, domain: Domain, level: int, *, rests_on: Mapping[str, Any], at: datetime) -> Subject:
    """Say what a level of a domain means, and by which kinds of evidence in its record it was reached."""
    meaning = competency_model()[domain]
    found = meaning.levels[level]
    return Subject(
        CertificateKind.LEVEL,
        f"/penerbit.json#{domain}-{level}",
        f"{meaning.title}, tingkat {level}: {LEVEL_WORDS[level]}",
        f"{found.descriptor[0].upper()}{found.descriptor[1:]}.",
        f"Bukti yang dinilai: {'; '.join(grounds(level, rests_on)) or 'catatan penilai'}.",
        at,
        level_record_id=record_id,
        domain=domain,
        level=level,
    )


def credential(issuer: Issuer, subject: Subject, issued: Issued) -> dict[str, Any]:
    """Give the credential without its proof. Of the person it says the name and nothing else."""
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"{issuer.site}/sertifikat/{issued.code}.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Sertifikat penyelesaian: {subject.title}",
        "issuer": _profile(issuer),
        "validFrom": timestamp(issued.at),
        "awardedDate": timestamp(subject.achieved_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": issued.name, "identityType": "name"}],
            "achievement": {
                "id": f"{issuer.site}{subject.address}",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "inLanguage": "id",
                "name": subject.title,
                "description": subject.description,
                "criteria": {"narrative": subject.criteria},
            },
        },
        "credentialStatus": {
            "id": f"{issuer.status_list}#{issued.id}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(issued.id),
            "statusListCredential": issuer.status_list,
        },
    }


def status_list(issuer: Issuer, withdrawn: Iterable[int], *, highest: int, at: datetime) -> dict[str, Any]:
    """Give the list of withdrawn credentials without its proof, good for some days from a moment on."""
    return {
        "@context": [CREDENTIALS],
        "id": issuer.status_list,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": timestamp(at),
        "validUntil": timestamp(at + LIST_HOLDS_FOR),
        "credentialSubject": {
            "id": f"{issuer.status_list}#daftar",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bits(withdrawn, highest=highest),
        },
    }


def bits(numbers: Iterable[int], *, highest: int) -> str:
    """Write which numbers are set, up to the highest there is: bits, compressed, in base64url with the u that says so."""
    size = SMALLEST_LIST
    while size <= highest:
        size *= 2
    field = bytearray(size // 8)
    for number in numbers:
        field[number // 8] |= 0x80 >> number % 8
    packed = gzip.compress(bytes(field), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def profile(issuer: Issuer) -> dict[str, Any]:
    """Give the issuer's profile."""
    return {"@context": [CREDENTIALS, OPEN_BADGES], **_profile(issuer)}


def key_document(issuer: Issuer, keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Give the DID document: every key that ever signed, also the retired ones, so that what they signed stays checkable."""
    methods = [
        {
            "id": issuer.method(key.id),
            "type": "Multikey",
            "controller": issuer.did,
            "publicKeyMultibase": key.public_multibase,
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _profile(issuer: Issuer) -> dict[str, Any]:
    return {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.site}
