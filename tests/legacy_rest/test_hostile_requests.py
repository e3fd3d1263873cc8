"""Any hostile request is answered with a refusal in the documented form, and nothing is stored."""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacy_rest.scheduled.fields import FIELDS, Group
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    SETTINGS,
    TOKEN,
    UNKNOWN_ID,
    UPDATE,
    is_problem,
    item,
    newest_ids,
)
from tests.running import Gateway

CALLS = [("GET", SETTINGS), ("POST", CREATE), ("POST", UPDATE), ("DELETE", DELETE), ("DELETE", f"{DELETE}/x")]
# The fixture serves every example alike: refused requests leave nothing behind, and others do no harm.
many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text() | st.sampled_from(["", "0", "2100", "08:00", "2018-04-05", "9" * 400, "1e9", "true", "\0"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda parts: st.lists(parts) | st.dictionaries(texts, parts), max_leaves=5)
names = [*FIELDS, "cargo_insurance", "full_insurance", "full_insurance_value"]
inner = sorted({name for each in FIELDS.values() if isinstance(each, Group) for name in each.fields})
groups = st.dictionaries(st.sampled_from([*inner, "latitude", "longitude", "enabled", "value"]), values)
changes = st.dictionaries(st.sampled_from(names), values | groups, min_size=1, max_size=4)


async def raw(gateway: Gateway, *sent: bytes) -> bytes:
    """Return the server's answer to these bytes until it closes."""
    address = urlsplit(gateway.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.writelines(sent)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


async def test_unknown_paths_get_the_error_body(gateway: Gateway) -> None:
    for path in (
        "/",
        "/v1",
        "/v1.3",
        "/v1x3/scheduled/create",
        "/v1.3/scheduled/create//",
        "//v1/settings/config",
        f"{DELETE}/a/b",
        "/labels",
        "/x/",
        "/%00",
        "/%ff%fe",
        "/%0a",
        "/a%0Ab",
        "/%zz",
        "/v1%2Fsettings%2Fconfig%2Fx",
        "/..%2f..%2fetc/passwd",
        "/" + "a" * 20_000,
    ):
        for method in ("GET", "POST", "DELETE", "PUT", "OPTIONS", "PROPFIND", "FOO"):
            answer = await gateway.http.request(method, path, headers=TOKEN)
            assert is_problem(answer), path
            assert answer.status_code == 404, path


async def test_wrong_methods_get_the_allowed_one(gateway: Gateway) -> None:
    for right, path in CALLS:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"} - {right}:
            for slash in ("", "/"):
                answer = await gateway.http.request(method, path + slash, headers=TOKEN)
                assert is_problem(answer)
                assert answer.status_code == 405
                assert right in answer.headers["allow"]


async def test_odd_ids_in_path_and_query_are_just_not_found(gateway: Gateway) -> None:
    for odd in (
        "%00",
        "%ff",
        "%ed%a0%80",
        "%zz",
        "%C3%B8",
        "{id}",
        "%25s",
        "a" * 10_000,
        UNKNOWN_ID + "%0a",
        "'",
    ):
        for url in (f"{DELETE}/{odd}", f"{DELETE}?scheduled_id={odd}"):
            answer = await gateway.http.delete(url, headers=TOKEN)
            assert is_problem(answer), url
            assert answer.status_code == 404, url


async def test_odd_queries_are_ignored(gateway: Gateway) -> None:
    for query in ("%", "&=&=", "a=%ff%00", "scheduled_id", "x" * 5_000):
        assert (await gateway.http.get(f"{SETTINGS}?{query}", headers=TOKEN)).status_code == 200


async def test_odd_tokens_are_unknown_tokens(gateway: Gateway) -> None:
    for token in (b"\xff\xfe", "bearer ø".encode(), b"x" * 5_000, b"demo demo", b"DEMO"):
        for headers in ([(b"Token", token)], [(b"Authorization", b"Bearer " + token)]):
            answer = await gateway.http.post(CREATE, headers=headers, json=[item()])
            assert is_problem(answer)
            assert answer.status_code == 401


async def test_wrong_types_everywhere_are_refused(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    odd: list[Any] = [7, -1, 1.5, 1e300, 10**400, True, "\0", "x" * 5_000, [], [[]], {"a": {}}]
    for name in ("delivery_date", "delivery_location", "pickup_location", "pickup_window"):
        body = json.dumps([item(**{name: each}) for each in odd])
        answer = await gateway.http.post(CREATE, headers=TOKEN, content=body)
        assert is_problem(answer)
        refused = {each["index"] for each in answer.json()["fields"]}
        assert refused >= set(range(len(odd) - 1))  # a window of unknown keys alone is the default one
    assert await newest_ids(gateway) == before


@many
@given(body=values)
async def test_no_json_value_is_more_than_a_refusal(gateway: Gateway, body: object) -> None:
    text = json.dumps(body).encode()
    for method, path in (("POST", CREATE), ("POST", UPDATE), ("DELETE", DELETE)):
        answer = await gateway.http.request(method, path, headers=TOKEN, content=text)
        assert is_problem(answer)


@many
@given(change=changes)
async def test_no_value_in_any_field_is_more_than_a_refusal(
    gateway: Gateway, change: dict[str, object]
) -> None:
    text = json.dumps([item(**change)]).encode()
    for path in (CREATE, UPDATE):
        answer = await gateway.http.post(path, headers=TOKEN, content=text)
        assert answer.status_code == 201 or is_problem(answer)


@many
@given(body=st.binary())
async def test_no_bytes_are_more_than_a_refusal(gateway: Gateway, body: bytes) -> None:
    for content_type in ("application/json", "application/x-www-form-urlencoded"):
        headers = TOKEN | {"Content-Type": content_type}
        assert is_problem(await gateway.http.post(CREATE, headers=headers, content=body))


async def test_headers_that_are_no_text_do_no_harm(gateway: Gateway) -> None:
    answer = await raw(
        gateway,
        b"POST " + CREATE.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n",
        b"Token: \xff\xfe\r\nContent-Type: \xff\r\nX-\xc3\xb8: \x80\r\nContent-Length: 2\r\n\r\n[]",
    )
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401"))


async def test_a_client_that_leaves_in_the_middle_of_its_body_leaves_no_error_behind(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    before = await newest_ids(gateway)
    with caplog.at_level(logging.WARNING):
        for path in (CREATE, UPDATE):
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nToken: demo\r\nContent-Length: 100\r\n\r\n[{{"
            await raw(gateway, head.encode())
        assert (await gateway.http.get(SETTINGS, headers=TOKEN)).status_code == 200
    assert caplog.records == []
    assert await newest_ids(gateway) == before
