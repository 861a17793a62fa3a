"""Going out to an address that a person typed in: never to this machine or its neighbours, unless that is allowed.

The name is looked up once and the connection goes to what was found and checked, so that a name cannot answer otherwise
the second time. Redirects are not followed, and of the answer only the beginning is read.
"""

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import urllib3

CONNECT, ANSWER = 5.0, 10.0
"""Seconds to wait for a connection, and for each part of an answer."""
MOST = 16_384
"""Bytes of an answer that are read."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_WITHIN = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")]
"""Forms of IPv6 address that hold an IPv4 one, which may be any."""


class Unreachable(Exception):
    """It did not work out; `fault` says why in a word or two, without address or secret. `lasting`: it will not by
    itself."""

    def __init__(self, fault: str, *, lasting: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.lasting = fault, lasting


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def networks(text: str) -> tuple[Network, ...]:
    """Networks with commas between, as `10.0.0.0/8, fd00::/8`; raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def allowed(address: str, also: tuple[Network, ...]) -> bool:
    """Whether we may connect to this IP address: a public one, or one of the operator's networks."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if any(ip in network for network in also):
        return True
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _WITHIN)


def faulty(url: str, also: tuple[Network, ...]) -> bool:
    """Whether an address is wrong by its looks: not HTTPS (nor HTTP, where networks of our own are allowed), without
    a host, with a password in it, or a number we may not connect to."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return True
    scheme = parts.scheme == "https" or (parts.scheme == "http" and bool(also))
    if not scheme or not host or "@" in parts.netloc or any(sign.isspace() for sign in url):
        return True
    return host_faulty(host, also)


def host_faulty(host: str, also: tuple[Network, ...]) -> bool:
    """The same for a bare host."""
    if not host or any(sign.isspace() or sign in "/@" for sign in host):
        return True
    try:
        return not allowed(host, also)
    except ValueError:  # a name: looked up when it is used
        return host == "localhost" and not also


def looked_up(host: str, port: int, also: tuple[Network, ...]) -> str:
    """The IP address to connect to. Raises Unreachable: no such name, or one of its addresses is not allowed."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreachable("找不到这个域名") from None
    if not found or not all(allowed(each, also) for each in found):
        raise Unreachable("地址在不允许连接的网段", lasting=True)
    return found[0]


def post(url: str, body: bytes, headers: Mapping[str, str], also: tuple[Network, ...]) -> Answer:
    """Sends the body; any answer counts as one, whatever its status. Raises Unreachable."""
    if faulty(url, also):
        raise Unreachable("地址不正确或不允许", lasting=True)
    parts = urlsplit(url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    ip = looked_up(host, port, also)
    if not secure and not any(ipaddress.ip_address(ip) in network for network in also):
        raise Unreachable("公网地址须用 https", lasting=True)
    patience = urllib3.Timeout(connect=CONNECT, read=ANSWER)
    pool: Any = (
        urllib3.HTTPSConnectionPool(ip, port, timeout=patience, server_hostname=host, assert_hostname=host)
        if secure
        else urllib3.HTTPConnectionPool(ip, port, timeout=patience)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with pool:
            answer = pool.urlopen(
                "POST", path, body=body, headers={**headers, "Host": parts.netloc},
                retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            return Answer(answer.status, answer.read(MOST))
    except urllib3.exceptions.SSLError:
        raise Unreachable("证书不可信") from None
    except urllib3.exceptions.NewConnectionError:  # which the library counts among the timeouts
        raise Unreachable("连接不上") from None
    except urllib3.exceptions.TimeoutError:
        raise Unreachable("超时没有答复") from None
    except (urllib3.exceptions.HTTPError, OSError):
        raise Unreachable("连接不上") from None


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server; `security`: tls from the start, starttls, or none (then without a password)."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


def mail(server: Server, letter: EmailMessage, also: tuple[Network, ...]) -> None:
    """Hands one letter to the server. Raises Unreachable; `lasting` where the server refuses for good."""
    ip = looked_up(server.host, server.port, also)
    try:
        with _connected(server, ip) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(letter)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as no:
        raise _refused(no) from None
    except ssl.SSLError:
        raise Unreachable("证书不可信") from None
    except TimeoutError:
        raise Unreachable("超时没有答复") from None
    except (smtplib.SMTPException, OSError):
        raise Unreachable("连接不上") from None


def _refused(no: smtplib.SMTPException) -> Unreachable:
    if isinstance(no, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in no.recipients.values()]
        return Unreachable(f"收件地址被拒绝（{codes[0]}）", lasting=min(codes) >= 500)
    code = int(getattr(no, "smtp_code", 0))
    what = "用户名或密码不对" if isinstance(no, smtplib.SMTPAuthenticationError) else "邮件服务器拒绝"
    return Unreachable(f"{what}（{code}）")


def _connected(server: Server, ip: str) -> smtplib.SMTP:
    if server.security == "tls":
        return _PinnedSSL(ip, server, context=ssl.create_default_context())
    return _Pinned(ip, server)


class _Pinned(smtplib.SMTP):
    """Connects to the address that was checked; the server's name is still the one its certificate is held against."""

    def __init__(self, ip: str, server: Server) -> None:
        self._ip = ip
        super().__init__(server.host, server.port, timeout=ANSWER)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._ip, port), timeout)


class _PinnedSSL(smtplib.SMTP_SSL):
    def __init__(self, ip: str, server: Server, context: ssl.SSLContext) -> None:
        self._ip = ip
        super().__init__(server.host, server.port, timeout=ANSWER, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._ip, port), timeout)
        return self.context.wrap_socket(plain, server_hostname=host)
