"""The server's certificate: by its fingerprint clients know the server again."""

import hashlib
import os
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chatlib.server.options import Identity
from chatlib.server.texts import ServerError

VALID = timedelta(days=3650)
"""Of a certificate that the server makes: clients pin it, and each new one would look to them like an impostor."""

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def fingerprint(path: Path) -> str:
    """SHA-256 of the first certificate in a PEM file, in hexadecimal. OSError, or ValueError if there is none."""
    text = path.read_text("ascii", "replace")
    begin = text.index(_BEGIN)
    der = ssl.PEM_cert_to_DER_cert(text[begin : text.index(_END, begin) + len(_END)])
    return hashlib.sha256(der).hexdigest()


def prepare(identity: Identity) -> str:
    """Makes the certificate if the server is to have one of its own and it is not there yet; its fingerprint.

    A log of keys is private from then on. Raises ServerError if it cannot be served with these files.
    """
    if identity.own and not identity.certificate.exists():
        _make(identity.certificate)
    if identity.keylog:
        _make_private(identity.keylog)
    try:
        server_side(identity)
        return fingerprint(identity.certificate)
    except (OSError, ValueError) as error:
        # OpenSSL's errors name a file of its own source and a code.
        reason = (
            "no certificate with its key, or a password is needed"
            if isinstance(error, ssl.SSLError)
            else getattr(error, "strerror", None)
        )
        raise ServerError("tls_bad", path=identity.certificate, reason=reason or error) from None


def server_side(identity: Identity) -> ssl.SSLContext:
    """What a connection is served with. OSError if the files are not what they should be."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Whoever sends and closes at once has not read the tickets: the reset that follows would take the last words away.
    context.num_tickets = 0
    # Without a password OpenSSL would ask for one on the terminal.
    context.load_cert_chain(identity.certificate, identity.key, password="")
    if identity.keylog:
        context.keylog_filename = identity.keylog  # OpenSSL adds lines to it, in the format of NSS
    return context


def _make_private(keylog: Path) -> None:
    """An empty file, or the one that is there, that only its owner may read."""
    try:
        descriptor = os.open(keylog, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ServerError("keylog_bad", path=keylog, reason=error.strerror) from None


def _make(path: Path) -> None:
    """A key and a certificate that it signs itself, in one file that only its owner may read."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise ServerError("tls_needs") from None
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Ruang {socket.gethostname()}"[:64])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks differ
        .not_valid_after(now + VALID)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        half = path.with_suffix(".new")
        half.unlink(missing_ok=True)
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(certificate.public_bytes(pem) + secret)
        half.replace(path)
    except OSError as error:
        raise ServerError("tls_bad", path=path, reason=error.strerror) from None
