"""Real receivers on this machine: an HTTP one that fails as often as it is told to, and a mail server."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tracker.clock import SystemClock


@dataclass
class Receiver:
    """What came in: (headers, body); the first `failures` answers say 503, all others `says`."""

    url: str = ""
    failures: int = 0
    says: bytes = b"{}"
    status: int = 200
    location: str = ""
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.received]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, **told: Any) -> Iterator[Receiver]:
    """An HTTP receiver, with a context an HTTPS one."""
    found = Receiver(**told)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.received.append((dict(self.headers), body))
            failing = len(found.received) <= found.failures
            self.send_response(503 if failing else found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", str(len(found.says)))
            self.end_headers()
            self.wfile.write(found.says)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        found.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/in"
        try:
            yield found
        finally:
            server.shutdown()
            thread.join(10)


@dataclass
class Post:
    """A mail server's port, and the letters it took; `refuses` addresses, `away` for so many letters."""

    port: int = 0
    refuses: tuple[str, ...] = ()
    away: int = 0
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.away:
            self.away -= 1
            return "451 try later"
        made = message_from_bytes(envelope.content, policy=default)
        assert isinstance(made, EmailMessage)
        self.letters.append(made)
        return "250 OK"


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for this machine's address, and the file by which its certificate is trusted."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, whole = folder / "trusted.pem", folder / "server.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    whole.write_bytes(private + trusted.read_bytes())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(whole)
    return context, trusted


@contextmanager
def post_office(password: str | None = None, tls: ssl.SSLContext | None = None, **told: Any) -> Iterator[Post]:
    """A mail server; with a context it takes letters only by STARTTLS, with a password only from who says it."""
    found = Post(**told)

    def known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == (password or "").encode()
        return AuthResult(success=right, handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        found.port = free.getsockname()[1]
    controller = Controller(
        found, hostname="127.0.0.1", port=found.port, authenticator=known, auth_required=password is not None,
        tls_context=tls, require_starttls=tls is not None,
    )  # fmt: skip
    controller.start()
    try:
        yield found
    finally:
        controller.stop()
