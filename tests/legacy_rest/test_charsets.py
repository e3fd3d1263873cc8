"""Bodies in the charset that the client declares."""

import asyncio
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.system.slices import LoopSlices
from legacy_rest.body_work import Work
from legacy_rest.charsets import convert_to_utf_8, read_charset
from tests.legacy_rest.examples import CREATE, DELETE, TOKEN, create_one, is_problem, item
from tests.running import Gateway

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
LATIN_1 = ["iso-8859-1", "ISO-8859-1", '"latin1"', "Latin-1", "windows-1252"]


def headers(kind: str, charset: str) -> dict[str, str]:
    return TOKEN | {"Content-Type": f"{kind}; version=1; Charset={charset}"}


@pytest.mark.parametrize("charset", LATIN_1)
async def test_latin_1_is_read_where_it_is_declared(gateway: Gateway, charset: str) -> None:
    text = json.dumps([item(delivery_notes="Rød “blød” §")], ensure_ascii=False).encode("cp1252")
    in_field = urlencode({"deliveries": text}).encode()
    in_keys = urlencode({"recipient_name": "Rød “blød” §"}, encoding="cp1252")
    for kind, body in ((JSON, text), (FORM, text), (FORM, in_field)):
        answer = await gateway.http.post(CREATE, headers=headers(kind, charset), content=body)
        assert answer.json()["notes"] == "Rød “blød” §"
        assert "København" in answer.json()["pickup_location"]["description"]
    answer = await gateway.http.post(CREATE, headers=headers(FORM, charset), content=in_keys)
    assert "recipient_name" not in {each["path"] for each in answer.json()["fields"]}


async def test_utf_8_may_be_declared_and_another_charset_is_refused(gateway: Gateway) -> None:
    body = json.dumps([item()], ensure_ascii=False).encode()
    for charset in ("utf-8", "UTF8", '"utf-8"', ""):
        answer = await gateway.http.post(CREATE, headers=headers(JSON, charset), content=body)
        assert answer.status_code == 201
    for charset in ("utf-16", "koi8-r", "nonsense", "ø"):
        for kind in (JSON, FORM):
            sent = [(name.encode(), value.encode()) for name, value in headers(kind, charset).items()]
            answer = await gateway.http.post(CREATE, headers=sent, content=body)
            assert is_problem(answer)
            assert answer.json()["message"] == "Charset must be utf-8 or iso-8859-1."
            assert answer.status_code == 415


async def test_a_byte_without_a_character_is_malformed(gateway: Gateway) -> None:
    for kind, body in ((JSON, b'["\x81"]'), (FORM, b"0[delivery_notes]=%81"), (FORM, b"deliveries=%81")):
        answer = await gateway.http.post(CREATE, headers=headers(kind, "latin1"), content=body)
        assert is_problem(answer)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


async def test_a_delete_is_read_in_its_charset(gateway: Gateway) -> None:
    for kind in (JSON, FORM):
        made = (await create_one(gateway))["scheduled_id"]
        fields = {"scheduled_id": made, "reason": "Fejl på kø"}
        text = (
            json.dumps(fields, ensure_ascii=False) if kind == JSON else urlencode(fields, encoding="latin-1")
        )
        answer = await gateway.http.request(
            "DELETE", DELETE, headers=headers(kind, "latin1"), content=text.encode("latin-1")
        )
        assert answer.status_code == 200


@settings(max_examples=20)
@given(st.text(st.characters(codec="cp1252")), st.integers(1, 200_000))
def test_a_body_is_converted_in_slices(text: str, times: int) -> None:
    whole = (text * times)[:200_000]
    work, charset = Work(LoopSlices().begin()), read_charset("charset=latin1")
    assert asyncio.run(convert_to_utf_8(bytearray(whole, "cp1252"), charset, work)) == whole.encode()
