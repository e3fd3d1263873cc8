"""The client credentials grant, by RFC 6749: sections 2.3.1, 4.4, 5.1 and 5.2."""

from base64 import b64encode

import httpx

from api.graphql.global_ids import encode_id
from domain.model.auth import Scope
from tests.api.oauth.client import DEMO, GRANT, TOKEN, access_token, ask, basic
from tests.running import PUBLIC_URL, Gateway

ALL = " ".join(sorted(set(Scope) - {Scope.SWEEPS_WRITE}))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and error of a refusal; assert its body and its header fields."""
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.headers["content-type"] == "application/json"
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    return answer.status_code, answer.json()["error"]


async def test_a_client_gets_an_access_token_for_fifteen_minutes(gateway: Gateway) -> None:
    answer = await ask(gateway, {**GRANT, **DEMO})
    assert answer.status_code == 200
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    body = answer.json()
    headers = {"Authorization": f"Bearer {body.pop('access_token')}"}
    assert body == {"token_type": "Bearer", "expires_in": 900, "scope": ALL}
    assert (await gateway.http.get("/v1/settings/config", headers=headers)).status_code == 200


async def test_a_client_proves_itself_by_basic_authentication(gateway: Gateway) -> None:
    office = gateway.usecases.administration
    record, secret = await office.add_token("demo", "Ærø: 100 % + more", frozenset(Scope))
    for client_id in (record.id, record.name):
        for more in ({}, {"client_id": client_id}):
            answer = await ask(gateway, {**GRANT, **more}, basic(client_id, secret))
            assert answer.status_code == 200, answer.text


NAMES = ("till+3 100%", "till 3", "a%2Bb", "a+b", "Ærø: 100 % + more", "%41", "100%ff")


async def test_a_client_that_forgets_to_encode_its_credentials_is_understood(gateway: Gateway) -> None:
    office = gateway.usecases.administration
    for name in NAMES:
        _, secret = await office.add_token("demo", name, frozenset(Scope))
        as_they_are = b64encode(f"{name}:{secret}".encode()).decode()
        for header in ({"Authorization": f"Basic {as_they_are}"}, basic(name, secret)):
            for more in ({}, {"client_id": name}):
                answer = await ask(gateway, {**GRANT, **more}, header)
                assert answer.status_code == 200, (name, answer.text)
        other = b64encode(f"{name}:{secret}x".encode()).decode()
        assert (await ask(gateway, GRANT, {"Authorization": f"Basic {other}"})).status_code == 401


async def test_the_id_that_graphql_shows_for_a_token_names_the_client(gateway: Gateway) -> None:
    record, secret = await gateway.usecases.administration.add_token("demo", "till", frozenset(Scope))
    shown = encode_id("ApiToken", record.id)
    for fields, headers in (
        ({"client_id": shown, "client_secret": secret}, {}),
        ({}, basic(shown, secret)),
        ({}, {"Authorization": f"Basic {b64encode(f'{shown}:{secret}'.encode()).decode()}"}),
    ):
        answer = await ask(gateway, {**GRANT, **fields}, headers)
        assert answer.status_code == 200, answer.text
    for other in (encode_id("Delivery", record.id), encode_id("ApiToken", "0" * 24)):
        answer = await ask(gateway, {**GRANT, "client_id": other, "client_secret": secret})
        assert refusal(answer) == (401, "invalid_client")


async def test_the_name_of_a_scheme_is_written_as_one_likes(gateway: Gateway) -> None:
    header = basic("demo", "demo")["Authorization"].replace("Basic", "bASIC")
    assert (await ask(gateway, GRANT, {"Authorization": header})).status_code == 200


async def test_a_client_may_ask_for_fewer_scopes_than_it_has(gateway: Gateway) -> None:
    answer = await ask(gateway, {**GRANT, **DEMO, "scope": "settings:read deliveries:read"})
    assert answer.json()["scope"] == "deliveries:read settings:read"
    for empty in ({"scope": ""}, {}):
        assert (await ask(gateway, {**GRANT, **DEMO, **empty})).json()["scope"] == ALL


MISSING = ("sweeps:write", "settings:read sweeps:write", "nonsense", " ", "settings:read  admin", "\0", "ø")
UNPROVED: list[dict[str, str]] = [
    {},
    {"client_id": "demo"},
    {"client_secret": "demo"},
    {"client_id": "demo", "client_secret": ""},
    {"client_id": "demo", "client_secret": "wrong"},
    {"client_id": "demo-2", "client_secret": "demo"},
    {"client_id": "\0", "client_secret": "\0"},
]
UNPROVED_HEADERS = (
    basic("demo", "wrong")["Authorization"],
    basic("wrong", "demo")["Authorization"],
    "Basic",
    "Basic ???",
    "Basic ZGVtbw==",
    "Basic /w==",
    "Basic JWZmOiVmZg==",
    "Bearer demo",
    "Bearer ZGVtbzpkZW1v",
    "ZGVtbzpkZW1v",
)
NO_FORMS = (
    b"",
    b"grant_type=client_credentials&grant_type=client_credentials&client_id=demo&client_secret=demo",
    b"grant_type=client_credentials&client_id=demo&client_secret=demo&scope=&scope=",
    b"\xff\xfe",
    b"grant_type=%ff&client_id=demo&client_secret=demo",
    b"&".join(b"f%d=1" % number for number in range(1_000)),
    b'{"grant_type": "client_credentials"}',
)


async def test_a_scope_that_the_client_lacks_is_invalid(gateway: Gateway) -> None:
    for scope in MISSING:
        assert refusal(await ask(gateway, {**GRANT, **DEMO, "scope": scope})) == (400, "invalid_scope")


async def test_a_client_that_does_not_prove_itself_is_invalid(gateway: Gateway) -> None:
    by_form = [await ask(gateway, {**GRANT, **fields}) for fields in UNPROVED]
    by_header = [await ask(gateway, GRANT, {"Authorization": header}) for header in UNPROVED_HEADERS]
    for answer in by_form + by_header:
        assert refusal(answer) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_a_client_proves_itself_in_one_way_only(gateway: Gateway) -> None:
    twice = await ask(gateway, {**GRANT, **DEMO}, basic("demo", "demo"))
    torn = await ask(gateway, {**GRANT, "client_id": "demo-2"}, basic("demo", "demo"))
    headers = [*FORM.items(), *(2 * list(basic("demo", "demo").items()))]
    doubled = await gateway.http.post(TOKEN, content="grant_type=client_credentials", headers=headers)
    for answer in (twice, torn, doubled):
        assert refusal(answer) == (400, "invalid_request")


async def test_there_is_one_grant_type(gateway: Gateway) -> None:
    assert refusal(await ask(gateway, DEMO)) == (400, "invalid_request")
    assert refusal(await ask(gateway, {"grant_type": "", **DEMO})) == (400, "invalid_request")
    for grant_type in ("password", "authorization_code", "Client_Credentials"):
        answer = await ask(gateway, {"grant_type": grant_type, **DEMO})
        assert refusal(answer) == (400, "unsupported_grant_type")


async def test_a_body_that_is_no_proper_form_is_an_invalid_request(gateway: Gateway) -> None:
    for body in NO_FORMS:
        answer = await gateway.http.post(TOKEN, content=body, headers=FORM)
        assert refusal(answer) == (400, "invalid_request")


async def test_only_a_form_is_read(gateway: Gateway) -> None:
    body = b"grant_type=client_credentials&client_id=demo&client_secret=demo"
    for media in (b"", b"application/json", b"multipart/form-data; boundary=x", b"\xff", b";"):
        answer = await gateway.http.post(TOKEN, content=body, headers=[(b"Content-Type", media)])
        assert refusal(answer) == (400, "invalid_request")
    assert refusal(await gateway.http.post(TOKEN, content=body)) == (400, "invalid_request")


async def test_a_form_may_name_its_charset_and_hold_unknown_fields(gateway: Gateway) -> None:
    headers = {"Content-Type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}
    body = b"grant_type=client_credentials&client_id=demo&client_secret=demo&resource=x"
    assert (await gateway.http.post(TOKEN, content=body, headers=headers)).status_code == 200


async def test_a_large_body_is_not_read_to_its_end(gateway: Gateway) -> None:
    answer = await gateway.http.post(TOKEN, content=b"a=" + b"x" * 1_000_000, headers=FORM)
    assert refusal(answer) == (413, "invalid_request")


async def test_nothing_is_read_from_the_address(gateway: Gateway) -> None:
    answer = await gateway.http.post(TOKEN, params={**GRANT, **DEMO}, headers=FORM)
    assert refusal(answer) == (400, "invalid_request")


async def test_a_token_is_asked_for_by_post_alone(gateway: Gateway) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = await gateway.http.request(method, TOKEN)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_an_access_token_buys_no_other(gateway: Gateway) -> None:
    text = await access_token(gateway, "demo", "demo")
    answer = await ask(gateway, {**GRANT, "client_id": "demo", "client_secret": text})
    assert refusal(answer) == (401, "invalid_client")


async def test_a_client_finds_its_way_by_the_metadata(gateway: Gateway) -> None:
    answer = await gateway.http.get("/.well-known/oauth-authorization-server")
    metadata = answer.json()
    assert metadata["issuer"] == PUBLIC_URL
    assert metadata["token_endpoint"] == f"{PUBLIC_URL}{TOKEN}"
    keys = await gateway.http.get(metadata["jwks_uri"].removeprefix(PUBLIC_URL))
    assert keys.status_code == 200
    assert (await gateway.http.post("/.well-known/jwks.json")).status_code == 405
