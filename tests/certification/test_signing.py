"""The signature: the official vector comes out, only contexts kept here are used, keys stay closed to other secrets."""

import hashlib
import json
import socket
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.did import _b58btc_decode, multikey_from_pem
from pyld.jsonld import JsonLdError

from config import PROJECT
from lms.certification.rules import keys, signing
from tests.conftest import NOON

VECTOR = PROJECT / "tests" / "certification" / "data"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
HASHES = {
    "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "ob-v3p0-context-3.0.3.json": "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
}
SIMPLE = {"@context": [signing.CREDENTIALS], "id": "urn:uuid:1", "type": ["VerifiableCredential"], "name": "Coba"}


def read(name):
    return json.loads((VECTOR / name).read_text("utf-8"))


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("something asks the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_official_vector_comes_out(no_network):
    document = read("signed-credential.json")
    proof = document.pop("proof")
    value = proof.pop("proofValue")
    secret = _b58btc_decode(read("key-pair.json")["privateKeyMultibase"][1:])[2:]
    key = Ed25519PrivateKey.from_private_bytes(secret)

    digest = signing.digest(document, proof, more={EXAMPLES: read("credentials-examples-v2.json")})

    assert digest[:32].hex() == (VECTOR / "proof-config-hash.txt").read_text().strip()
    assert digest[32:].hex() == (VECTOR / "doc-hash.txt").read_text().strip()
    assert keys.multibase(key.sign(digest)) == value
    assert keys.multikey(key.public_key().public_bytes_raw()) == read("key-pair.json")["publicKeyMultibase"]


def test_a_proof_names_its_suite_its_key_and_its_moment():
    made = signing.signed(SIMPLE, Ed25519PrivateKey.generate(), method="did:web:kota.example#kunci-1", at=NOON)

    assert made["proof"] | {"proofValue": ""} == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T05:00:00Z",
        "verificationMethod": "did:web:kota.example#kunci-1",
        "proofPurpose": "assertionMethod",
        "proofValue": "",
    }
    assert "proof" not in SIMPLE


def test_contexts_are_the_published_ones_to_the_byte():
    folder = PROJECT / "lms" / "certification" / "data" / "contexts"
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.json")}

    assert kept == HASHES
    assert set(signing.CONTEXTS.values()) == set(HASHES)
    assert all(hashed in (folder / "README.md").read_text() for hashed in HASHES.values())


def test_a_context_that_is_not_kept_here_is_never_fetched(no_network):
    with pytest.raises(JsonLdError) as refused:
        signing.canonical(SIMPLE | {"@context": [signing.CREDENTIALS, "https://elsewhere.example/context"]})

    assert any(isinstance(cause, signing.UnknownContext) for cause in causes(refused.value))


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_what_no_context_explains_is_not_signed():
    with pytest.raises(signing.NotCovered, match="rahasia"):
        signing.canonical(SIMPLE | {"rahasia": "tidak tertutup tanda tangan"})


def test_a_private_key_opens_only_with_the_secret_it_was_made_under():
    public, pem = keys.new_pair("rahasia kota")

    opened = keys.opened(pem, "rahasia kota")

    assert "ENCRYPTED" in pem
    assert keys.multikey(opened.public_key().public_bytes_raw()) == public == multikey_from_pem(pem_of(opened.public_key()))
    with pytest.raises(keys.WrongSecret, match="SECRET_KEY"):
        keys.opened(pem, "rahasia lain")


def pem_of(public):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\1", b"sinau", bytes(range(64))])
def test_bytes_are_written_so_that_others_read_them(data):
    assert _b58btc_decode(keys.multibase(data)[1:]) == data


def test_a_worker_starts_without_what_only_certificates_need(tmp_path):
    heavy = ("pyld", "cryptography.hazmat.primitives.asymmetric.ed25519", "typst")
    program = (
        "import sys\nfrom config import Config\nfrom lms.app import create_app\n"
        f"create_app(Config({{'SINAU_DATA': {str(tmp_path)!r}}}))\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    started = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert started.stdout.strip() == "[]"
