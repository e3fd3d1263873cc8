"""Ids: each is that of one object among all types, and leads back to it."""

from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from api.graphql.global_ids import decode_id, encode_id
from api.graphql.schema import gateway_schema
from domain.model.auth import Scope
from tests.api.graphql.cache import Cache
from tests.api.graphql.client import THURSDAY, Client, delivery
from tests.api.oauth.client import access_token
from tests.running import Gateway

SCHEMA = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
ADD_STORE = """mutation { addStore(input: {name: "A", zip: "2100", city: "København", address1: "Torvet 1"}) {
  __typename store { __typename id name } settings { __typename id stores { __typename id name } } } }"""
TOKEN = "__typename id name scopes createdAt expiresAt revokedAt"
VIEWER = (
    f"{{ viewer {{ __typename id account {{ __typename id name }} token {{ {TOKEN} }} scopes expiresAt }} }}"
)


async def make_one_of_each(merchant: Client, dispatcher: Client) -> dict[str, str]:
    """The global id of one object of each type, by the type's name."""
    (booked,) = await merchant.book(delivery())
    planned = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [booked]})
    added = (await merchant.ask(ADD_STORE))["addStore"]
    viewer = (await merchant.ask(VIEWER))["viewer"]
    return {
        "Delivery": booked,
        "Sweep": planned["sweep"]["id"],
        "PickupStore": added["store"]["id"],
        "Settings": added["settings"]["id"],
        "Account": viewer["account"]["id"],
        "ApiToken": viewer["token"]["id"],
        "Viewer": viewer["id"],
    }


def test_a_field_id_is_the_global_id_of_a_node_or_does_not_exist() -> None:
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and "id" in kind.fields:
            assert str(kind.fields["id"].type) == "ID!", kind.name
            assert kind.name == "Node" or "Node" in {each.name for each in kind.interfaces}, kind.name


async def test_an_id_leads_back_to_its_object_and_says_its_type(
    merchant: Client, dispatcher: Client, nobody: Client
) -> None:
    ids = await make_one_of_each(merchant, dispatcher)
    node = SCHEMA.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    assert {each.name for each in SCHEMA.get_possible_types(node)} == set(ids)
    assert len(set(ids.values())) == len(ids)
    expected = [{"__typename": name, "id": each} for name, each in ids.items()]
    assert (await merchant.ask(NODES, ids=list(ids.values())))["nodes"] == expected
    for name, each in ids.items():
        assert (decode_id(each) or ("", ""))[0] == name
        query = "query($id: ID!) { node(id: $id) { __typename id } }"
        assert (await merchant.ask(query, id=each))["node"] == {"__typename": name, "id": each}
        assert await nobody.code(query, id=each) == "UNAUTHENTICATED"


async def test_an_object_of_another_account_is_not_found(
    gateway: Gateway, merchant: Client, dispatcher: Client
) -> None:
    ids = await make_one_of_each(merchant, dispatcher)
    _, secret = await gateway.usecases.administration.add_token("demo-2", "all", frozenset(Scope))
    assert (await Client(gateway, secret).ask(NODES, ids=list(ids.values())))["nodes"] == [None] * len(ids)


async def test_what_is_gone_or_was_never_there_is_not_found(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    await merchant.do("deleteDeliveries", {"ids": [booked]})
    store = (await merchant.ask(ADD_STORE))["addStore"]["store"]["id"]
    await merchant.ask(f'mutation {{ removeStore(input: {{id: "{store}"}}) {{ replayed }} }}')
    raw = (decode_id(booked) or ("", ""))[1]
    kinds = ("Delivery", "Sweep", "Settings", "PickupStore", "Account", "ApiToken", "Viewer", "Recipient", "")
    strange = [encode_id(kind, text) for kind in kinds for text in ("", "x", "æ\x00", "f" * 24, "demo-2")]
    ids = [booked, store, raw, "demo", "", "?", *strange]
    assert (await merchant.ask(NODES, ids=ids))["nodes"] == [None] * len(ids)


async def test_an_id_leads_to_nothing_of_another_type(merchant: Client, dispatcher: Client) -> None:
    ids = await make_one_of_each(merchant, dispatcher)
    raw = {(decode_id(each) or ("", ""))[1] for each in ids.values()}
    own = set(ids.values())
    crossed = [each for name in ids for text in raw if (each := encode_id(name, text)) not in own]
    assert (await merchant.ask(NODES, ids=crossed))["nodes"] == [None] * len(crossed)


async def test_a_cache_shows_each_delivery_its_own_recipient(merchant: Client) -> None:
    """Recipients with the same reference, and without one, are not one recipient."""
    recipients: list[dict[str, Any]] = [
        {"name": "first"},
        {"name": "second"},
        {"name": "third", "reference": "r-1"},
        {"name": "fourth", "reference": "r-1"},
        {"name": "fifth", "reference": "", "email": ""},
    ]
    ids = await merchant.book(*(delivery(recipient=each) for each in recipients))
    query = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Delivery {
      recipient { __typename name reference email } } } }"""
    cache = Cache()
    keys = cache.write((await merchant.ask(query, ids=ids))["nodes"])
    assert isinstance(keys, list)
    shown = [cache.entities[key]["recipient"] for key in keys]
    assert [(each["name"], each["reference"], each["email"]) for each in shown] == [
        *(("first", None, None), ("second", None, None), ("third", "r-1", None), ("fourth", "r-1", None)),
        ("fifth", None, None),
    ]


async def test_a_token_is_the_same_whichever_credential_asks(gateway: Gateway, merchant: Client) -> None:
    """What an access token has of its own, fewer scopes and an earlier end, is the viewer's."""
    narrow = Client(gateway, await access_token(gateway, "demo", "demo", "settings:read"))
    cache, answers = Cache(), [await each.ask(VIEWER) for each in (merchant, narrow)]
    answers.append(await merchant.ask(f"{{ tokens {{ nodes {{ {TOKEN} }} }} }}"))
    token = answers[0]["viewer"]["token"]["id"]
    node = f"query($id: ID!) {{ node(id: $id) {{ ... on ApiToken {{ {TOKEN} }} }} }}"
    answers += [await each.ask(node, id=token) for each in (merchant, narrow)]
    for answer in answers:
        cache.write(answer)
    assert cache.conflicts == []
    assert cache.entities["ApiToken", token]["name"] == "demo"
    own, granted = (each["viewer"] for each in answers[:2])
    assert own["id"] != granted["id"]
    viewers = (await narrow.ask(NODES, ids=[own["id"], granted["id"]]))["nodes"]
    assert viewers == [None, {"__typename": "Viewer", "id": granted["id"]}]
    assert (granted["scopes"], own["scopes"]) == (["SETTINGS_READ"], own["token"]["scopes"])
    assert own["expiresAt"] is None
    assert granted["token"]["expiresAt"] is None
    assert granted["expiresAt"] is not None


async def test_only_an_administrator_sees_other_tokens(gateway: Gateway, merchant: Client) -> None:
    record, secret = await gateway.usecases.administration.add_token(
        "demo", "till", frozenset({Scope.SETTINGS_READ})
    )
    till, other = Client(gateway, secret), (await merchant.ask(VIEWER))["viewer"]["token"]["id"]
    own = encode_id("ApiToken", record.id)
    assert (await till.ask(NODES, ids=[own]))["nodes"] == [{"__typename": "ApiToken", "id": own}]
    assert await till.code(NODES, ids=[own, other]) == "FORBIDDEN"
    assert [each["id"] for each in (await merchant.ask(NODES, ids=[other, own]))["nodes"]] == [other, own]


async def test_changed_settings_replace_those_that_a_cache_has(merchant: Client) -> None:
    query = "__typename id noticeMinutes departments stores { __typename id name }"
    cache = Cache()
    cache.write(await merchant.ask(f"{{ settings {{ {query} }} }}"))
    changed = await merchant.ask(
        f"mutation {{ updateSettings(input: {{noticeMinutes: 7}}) {{ settings {{ {query} }} }} }}"
    )
    added = await merchant.ask(ADD_STORE)
    cache.write([changed, added])
    (key,) = [each for each in cache.entities if each[0] == "Settings"]
    assert cache.entities[key]["noticeMinutes"] == 7
    assert cache.entities[key]["stores"] == [("PickupStore", added["addStore"]["store"]["id"])]
