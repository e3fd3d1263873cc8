"""Validation of a database's URL, before the driver reads it.

The driver's errors quote what it does not understand, which may be a part of the password. The errors here
quote nothing.
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv6Address
from urllib.parse import unquote, unquote_plus, urlsplit

_SCHEME = re.compile("postgres(ql)?://", re.IGNORECASE)
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PARTS = re.compile(r"[^:]+://([^/?#@]*@)?(?P<hosts>[^/?#@]*)(/[^/?#@]*)?(\?(?P<query>[^#@]*))?")
_HOST = re.compile(r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[^\[\]:]+))(?::(?P<port>[0-9]{1,5}))?")
_PORT = re.compile("[0-9]{1,5}")
_HIGHEST_PORT = 65_535

_ENCODING = "must have / ? # @ % in user, password and database written as %2F %3F %23 %40 %25"
_HOSTS = "must name each host as name, name:port or [IPv6 address]:port"
_PORTS = f"must have ports from 1 to {_HIGHEST_PORT}, one for all hosts or one for each"

_ANYTHING: tuple[str, ...] = ()
_FREE = (
    *("host", "port", "dbname", "database", "user", "password", "passfile", "service", "krbsrvname"),
    *("sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword"),
    *("application_name", "options", "search_path"),
)
_TLS_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_PASSED_ON: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_FREE, _ANYTHING),
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "ssl_min_protocol_version": _TLS_VERSIONS,
    "ssl_max_protocol_version": _TLS_VERSIONS,
    "target_session_attrs": ("any", "primary", "standby", "prefer-standby", "read-write", "read-only"),
    "gsslib": ("gssapi", "sspi"),
}
_TUNING = (
    *("connect_timeout", "client_encoding", "fallback_application_name", "tcp_user_timeout"),
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "sslcompression"),
)
# Parameters of libpq that the driver would pass on to the server, which then refuses the connection. Values
# that do not make the connection safer are left out.
_LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_TUNING, _ANYTHING),
    "channel_binding": ("disable", "prefer"),
    "gssencmode": ("disable", "prefer"),
    "load_balance_hosts": ("disable",),
}


class UnusableUrl(ValueError):
    """A URL that cannot be used; the text says what is expected and quotes nothing of the URL."""


def read_database_url(text: str) -> str:
    """Return the URL without the parameters that are left out; raises `UnusableUrl`."""
    url = text.strip()
    _check_characters(url)
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise UnusableUrl(_ENCODING)
    if parts["hosts"]:
        _check_hosts([unquote(host) for host in parts["hosts"].split(",")])
    parameters = "&".join(_read_parameters(parts["query"]))
    return _check_whole(url.partition("?")[0] + (f"?{parameters}" if parameters else ""))


def _check_characters(url: str) -> None:
    if not url.isprintable():
        raise UnusableUrl("must not hold control characters")
    if not _SCHEME.match(url):
        raise UnusableUrl("must begin with postgresql://")
    if _LONE_PERCENT.search(url):
        raise UnusableUrl(_ENCODING)
    try:
        decoded = unquote(url, errors="strict")
    except UnicodeDecodeError:
        raise UnusableUrl("must have its percent escapes in UTF-8") from None
    if "\0" in decoded:
        raise UnusableUrl("must not hold %00")


def _check_whole(url: str) -> str:
    """Split the URL as the driver does, which fails at brackets and at look-alikes of / and @."""
    try:
        urlsplit(url)
    except ValueError:
        raise UnusableUrl(_ENCODING) from None
    return url


def _check_hosts(hosts: list[str]) -> None:
    for host in hosts:
        found = _HOST.fullmatch(host)
        if found is None or not _is_address(found["ipv6"], found["name"]):
            raise UnusableUrl(_HOSTS)
        if found["port"] and not _is_port(found["port"]):
            raise UnusableUrl(_PORTS)


def _is_address(ipv6: str | None, name: str | None) -> bool:
    """Whether one of the two can be resolved; a name that begins with a slash is a folder of sockets."""
    try:
        if ipv6:
            IPv6Address(ipv6)
        elif name and not name.startswith("/"):
            name.encode("idna")
    except ValueError:
        return False
    return True


def _is_port(text: str) -> bool:
    return _PORT.fullmatch(text) is not None and 1 <= int(text) <= _HIGHEST_PORT


def _read_parameters(query: str | None) -> Iterator[str]:
    """Yield the parameters that are passed on, as they are written."""
    hosts: list[str] = []
    ports: list[str] = []
    for number, pair in enumerate(query.split("&") if query else (), start=1):
        name, value = _read_parameter(pair, number)
        match name:
            case "host" if value:
                hosts = value.split(",")
                _check_hosts([host for host in hosts if not host.startswith("/")])
            case "port" if value:
                ports = value.split(",")
        if name in _PASSED_ON:
            yield pair
    if not all(map(_is_port, ports)) or len(ports) not in {0, 1, len(hosts)}:
        raise UnusableUrl(_PORTS)


def _read_parameter(pair: str, number: int) -> tuple[str, str]:
    """Return name and value, decoded; errors contain only names and values of the tables above."""
    name, equals, value = map(unquote_plus, pair.partition("="))
    if not equals:
        raise UnusableUrl(
            f"must have parameters written name=value after the ?, which number {number} is not"
        )
    values = _PASSED_ON.get(name, _LEFT_OUT.get(name))
    if values is None:
        raise UnusableUrl(
            f"has a parameter that is not known here, number {number} after the ?;"
            " settings of the server go into options=-c%20name%3Dvalue"
        )
    if value and values and value not in values:
        raise UnusableUrl(f"must have one of {', '.join(values)} for {name}")
    return name, value
