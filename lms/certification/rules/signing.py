"""Signing a credential with a Data Integrity proof, cryptosuite eddsa-rdfc-2022 (W3C vc-di-eddsa).

What is signed is the RDF that the JSON means, so the meaning of every word must be known: the contexts are files beside
this one, and no other one is ever loaded. PyLD takes half a second to load, so only a process that signs loads it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms.certification.rules.keys import multibase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "ob-v3p0-context-3.0.3.json"}

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "contexts"

Document = dict[str, Any]


class UnknownContext(Exception):
    """A document names a context that is not kept here; none is ever fetched."""


class NotCovered(Exception):
    """A document says something that no context explains, so that the signature would not cover it."""


def signed(document: Document, key: "Ed25519PrivateKey", *, method: str, at: datetime) -> Document:
    """Give a document with its proof; `method` is the address of the key. Raises NotCovered or UnknownContext."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": timestamp(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": {**proof, "proofValue": multibase(key.sign(digest(document, proof)))}}


def digest(document: Document, proof: Mapping[str, Any], *, more: Mapping[str, Document] | None = None) -> bytes:
    """Give what the key signs: the hash of the proof's options, then of the document. `more` are contexts by address."""
    options = {**proof, "@context": document["@context"]}
    return b"".join(hashlib.sha256(canonical(part, more=more).encode()).digest() for part in (options, document))


def canonical(document: Document, *, more: Mapping[str, Document] | None = None) -> str:
    """Give a document's statements in their one canonical form (RDFC-1.0), as N-Quads."""
    processor = import_module("pyld.jsonld").JsonLdProcessor(on_property_dropped=_refuse)
    known = more or {}

    def load(address: str, options: object = None) -> Document:
        del options
        found = known.get(address) or _context(address)
        return {"contextUrl": None, "documentUrl": address, "document": found, "contentType": "application/ld+json"}

    wanted = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return str(processor.normalize(document, wanted))


def warm_up() -> None:
    """Load what signing needs, before a transaction waits for it."""
    canonical({"@context": [CREDENTIALS, OPEN_BADGES], "id": "urn:uuid:0", "type": ["OpenBadgeCredential"]})


def timestamp(at: datetime) -> str:
    """Write a moment as credentials do: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _refuse(name: str | None) -> None:
    raise NotCovered(f"No context explains {name!r}, so a signature would not cover it.")


@cache
def _context(address: str) -> Document:
    if address not in CONTEXTS:
        raise UnknownContext(f"The context {address} is not kept here, and none is ever fetched.")
    read: Document = json.loads((_FOLDER / CONTEXTS[address]).read_text("utf-8"))
    return read
