"""Accepted URLs of databases, and errors for others, which reveal nothing of the URL."""

import re

import pytest

from persistence.engine.database_url import UnusableUrl, read_database_url

TAKEN = (
    "postgresql:///gateway",
    "postgres://gateway@/gateway?host=%2Frun%2Fpostgresql",
    "postgresql://gateway@%2Frun%2Fpostgresql/gateway",
    "postgresql://db.example",
    "postgresql://db.example/",
    "POSTGRESQL://db.example:5433/gateway",
    "postgresql://clerk:p%40ss%25w@127.0.0.1/gateway",
    "postgresql://clerk:a:b!$&'()*+,;=~@127.0.0.1/gateway",
    "postgresql://clerk:smørrebrød@databåse.example/gateway",
    "postgresql://clerk:two%20words@db.example/gateway",
    "postgresql://[::1]:5432/gateway",
    "postgresql://clerk@[fe80::1%25eth0]/gateway",
    "postgresql://one,two:5433,10.0.0.3/gateway?target_session_attrs=primary",
    "postgresql:///gateway?host=one,two&port=5432,5433",
    "postgresql:///gateway?host=/tmp/a,/tmp/b&port=5432&target_session_attrs=read-write",
    "postgresql://db.example?dbname=gateway&user=clerk&password=a%26b",
    "postgresql://db.example/gateway?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslnegotiation=direct",
    "postgresql://db.example/gateway?ssl_min_protocol_version=TLSv1.3&sslmode=",
    "postgresql://db.example/gateway?options=-c%20statement_timeout%3D5s&application_name=shop",
)
# Each with the password hunter2, or pieces of it.
REFUSED = (
    ("clerk:hunter2@db.example/gateway", "must begin with postgresql://"),
    ("host=db.example user=clerk password=hunter2", "must begin with postgresql://"),
    ("mysql://clerk:hunter2@db.example/gateway", "must begin with postgresql://"),
    ("postgresql+asyncpg://clerk:hunter2@db.example/gateway", "must begin with postgresql://"),
    ("jdbc:postgresql://db.example/gateway?user=clerk&password=hunter2", "must begin with postgresql://"),
    ("postgresql:clerk:hunter2@db.example", "must begin with postgresql://"),
    (" ", "must begin with postgresql://"),
    ("postgresql://clerk:hunter2#@db.example/gateway", "%23"),
    ("postgresql://clerk:hunter2@db.example/gateway#clerk", "%23"),
    ("postgresql://clerk:hunter2?@db.example/gateway", "%3F"),
    ("postgresql://clerk:12?hunter2=clerk@db.example/gateway", "%3F"),
    ("postgresql://clerk:12/hunter2@db.example/gateway", "%2F"),
    ("postgresql://clerk:hunter2@hunter2@db.example/gateway", "%40"),
    ("postgresql://clerk:h@hunter2/clerk@db.example/gateway", "%40"),
    ("postgresql://clerk:100%hunter2@db.example/gateway", "%25"),
    ("postgresql://clerk:hunter2%@db.example/gateway", "%25"),
    ("postgresql://clerk:hunter2%4@db.example/gateway", "%25"),
    ("postgresql://clerk:hunter2%E6@db.example/gateway", "UTF-8"),
    ("postgresql://clerk:hunter2%00@db.example/gateway", "%00"),
    ("postgresql://clerk:hunter2\t@db.example/gateway", "control characters"),
    ("postgresql://clerk:hunter2@db.example/gate\nway", "control characters"),
    ("postgresql://clerk:hunter2\udcff@db.example/gateway", "control characters"),
    ("postgresql://clerk:hunter2@db.example:54x2/gateway", "each host"),
    ("postgresql://clerk:hunter2@db.example:0/gateway", "ports"),
    ("postgresql://clerk:hunter2@db.example:65536/gateway", "ports"),
    ("postgresql://clerk:hunter2@db.example:654321/gateway", "each host"),
    ("postgresql://clerk:hunter2@db.example:/gateway", "each host"),
    ("postgresql://clerk:hunter2@:5432/gateway", "each host"),
    ("postgresql://clerk:hunter2@one,,two/gateway", "each host"),
    ("postgresql://clerk:hunter2@one,two:x/gateway", "each host"),
    ("postgresql://clerk:hunter2@::1/gateway", "each host"),
    ("postgresql://clerk:hunter2@[::1/gateway", "each host"),
    ("postgresql://clerk:hunter2@[fe80::clerk]/gateway", "each host"),
    ("postgresql://clerk:hunter2@[::1]5432/gateway", "each host"),
    ("postgresql://clerk:hunter2@db..example/gateway", "each host"),
    (f"postgresql://clerk:hunter2@{'x' * 64}.example/gateway", "each host"),
    ("postgresql://clerk:[hunter2@db.example/gateway", "%2F"),
    ("postgresql://clerk:hunter2\uff0f@db.example/gateway", "%2F"),
    ("postgresql://clerk:hunter2@/gateway?host=one,", "each host"),
    ("postgresql://clerk:hunter2@/gateway?host=::1", "each host"),
    ("postgresql://clerk:hunter2@/gateway?host=one&port=x", "ports"),
    ("postgresql://clerk:hunter2@/gateway?host=one,two,three&port=1,2", "ports"),
    ("postgresql://clerk:hunter2@/gateway?port=1,2", "ports"),
    ("postgresql://db.example/gateway?user=clerk&password=a&hunter2", "number 3"),
    ("postgresql://db.example/gateway?password=a&hunter2=clerk", "number 2"),
    ("postgresql://clerk:hunter2@db.example/gateway?sslmode=require&", "number 2"),
    ("postgresql://clerk:hunter2@db.example/gateway?sslmod=require", "not known here, number 1"),
    ("postgresql://clerk:hunter2@db.example/gateway?channel_binding=require", "channel_binding"),
    ("postgresql://clerk:hunter2@db.example/gateway?sslmode=clerk", "sslmode"),
    ("postgresql://clerk:hunter2@db.example/gateway?sslmode=parse", "sslmode"),
    ("postgresql://clerk:hunter2@db.example/gateway?ssl_max_protocol_version=SSLv3", "ssl_max_protocol"),
    ("postgresql://clerk:hunter2@db.example/gateway?target_session_attrs=master", "target_session_attrs"),
    ("postgresql://clerk:hunter2@db.example/gateway?gsslib=clerk", "gsslib"),
)


@pytest.mark.parametrize("url", TAKEN)
def test_what_libpq_would_take_is_taken_as_it_is(url: str) -> None:
    assert read_database_url(url) == url


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_any_other_url_is_refused_in_one_line_that_quotes_nothing(url: str, reason: str) -> None:
    with pytest.raises(UnusableUrl, match=re.escape(reason)) as caught:
        read_database_url(url)
    assert not {"clerk", "hunter2", "example", "\n"} & set(re.split("([\n]|[^a-z0-9]+)", str(caught.value)))
    assert caught.value.__cause__ is None


def test_what_surrounds_a_url_is_no_part_of_it() -> None:
    assert read_database_url(" postgresql:///gateway\n") == "postgresql:///gateway"


def test_what_only_libpq_has_a_use_for_is_left_out() -> None:
    url = (
        "postgresql://db.example/gateway?connect_timeout=5&sslmode=prefer&channel_binding=prefer&keepalives=1"
    )
    assert read_database_url(url) == "postgresql://db.example/gateway?sslmode=prefer"
    assert read_database_url("postgres://db.example?connect_timeout=5") == "postgres://db.example"
