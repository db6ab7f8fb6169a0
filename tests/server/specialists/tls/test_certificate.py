"""Certificates: made once, known by their fingerprint, and refused with one line if they are no good."""

import hashlib
import ssl
import stat
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from chatlib.server.options import Identity
from chatlib.server.specialists.tls.certificate import fingerprint, prepare, server_side
from chatlib.server.texts import ServerError


@pytest.fixture
def own(tmp_path):
    return Identity(tmp_path / "tls.pem", tmp_path / "tls.pem", own=True)


def refusal(identity):
    with pytest.raises(ServerError) as caught:
        prepare(identity)
    assert "\n" not in str(caught.value.values)
    return caught.value


def test_it_is_made_once_for_its_owner_only(own):
    first = prepare(own)
    assert stat.S_IMODE(own.certificate.stat().st_mode) == 0o600
    before = own.certificate.read_bytes()
    assert prepare(own) == first
    assert own.certificate.read_bytes() == before
    assert [path.name for path in own.certificate.parent.iterdir()] == ["tls.pem"]


def test_it_is_good_for_ten_years(own):
    prepare(own)
    made = x509.load_pem_x509_certificate(own.certificate.read_bytes())
    assert made.not_valid_before_utc < datetime.now(UTC) - timedelta(hours=1)
    assert made.not_valid_after_utc > datetime.now(UTC) + timedelta(days=3649)


def test_the_fingerprint_is_that_of_the_der_certificate(own, tmp_path):
    made = prepare(own)
    pem = own.certificate.read_text()
    certificate = pem[: pem.index("-----BEGIN PRIVATE KEY")]
    assert made == hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
    # Wherever it stands in the file, and whatever stands behind it.
    other = tmp_path / "other.pem"
    other.write_text("Subject: ü\n" + pem.removeprefix(certificate) + certificate + certificate, "utf-8")
    assert fingerprint(other) == made


def test_certificate_and_key_in_two_files(own, tmp_path):
    made = prepare(own)
    pem = own.certificate.read_text()
    cut = pem.index("-----BEGIN PRIVATE KEY")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.write_text(pem[:cut])
    key.write_text(pem[cut:])
    assert prepare(Identity(certificate, key)) == made
    assert refusal(Identity(certificate, certificate)).key == "tls_bad"


@pytest.mark.parametrize("content", ["", "-----BEGIN CERTIFICATE-----\n", "hello"])
def test_a_file_that_holds_no_certificate(tmp_path, content):
    path = tmp_path / "cert.pem"
    path.write_text(content)
    assert refusal(Identity(path, path)).key == "tls_bad"


def test_a_file_that_is_not_there(tmp_path):
    error = refusal(Identity(tmp_path / "none.pem", tmp_path / "none.pem"))
    assert (error.key, error.values["reason"]) == ("tls_bad", "No such file or directory")


def test_a_key_with_a_password_asks_nobody(own, tmp_path):
    prepare(own)
    pem = own.certificate.read_bytes()
    key = serialization.load_pem_private_key(pem, None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    path = tmp_path / "locked.pem"
    path.write_bytes(pem[: pem.index(b"-----BEGIN PRIVATE KEY")] + locked)
    assert refusal(Identity(path, path)).key == "tls_bad"


def test_without_the_package_that_makes_one(own, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert refusal(own).key == "tls_needs"
    assert not own.certificate.exists()


def test_old_versions_are_not_spoken(own):
    prepare(own)
    assert server_side(own).minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_log_of_keys_is_private_and_kept(own, tmp_path):
    keylog = tmp_path / "keys.log"
    keylog.write_text("# of yesterday\n")
    keylog.chmod(0o644)
    identity = own._replace(keylog=keylog)
    prepare(identity)
    assert stat.S_IMODE(keylog.stat().st_mode) == 0o600
    assert keylog.read_text().startswith("# of yesterday\n")
    assert server_side(identity).keylog_filename == keylog


def test_a_log_of_keys_that_cannot_be_written(own, tmp_path):
    error = refusal(own._replace(keylog=tmp_path / "nowhere" / "keys.log"))
    assert (error.key, error.values["reason"]) == ("keylog_bad", "No such file or directory")
