"""What the schema promises to a reader that has only the schema."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from api.graphql import enums
from api.graphql.domain_type import DomainType
from api.graphql.field_metadata import ATTRIBUTE, MOST, metadata_of
from api.graphql.schema import gateway_schema
from api.graphql.sdl import sdl
from domain.errors import Code
from domain.model.auth import Channel, Scope
from domain.model.booking import Kind
from domain.model.delivery import State
from domain.model.events import EventType
from domain.model.location import AddressLevel
from domain.model.page import DeliveryOrder
from domain.model.settings import AddressMode, Weekday
from domain.model.sweep import SweepState
from domain.rules.catalogue import Operation
from domain.rules.editability import EVERY_FIELD
from tests.api.graphql.taken_names import REQUIRED_NAMES, TAKEN_NAMES

ENVELOPES = ("Query", "Mutation", "Subscription", "PageInfo", "Connection", "Edge", "Payload")
SCHEMA: GraphQLSchema = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types


def list_descriptions() -> Iterator[tuple[str, str | None]]:
    """Yield the name of each type, field, argument and enum value of the gateway, and its description."""
    for name, kind in SCHEMA.type_map.items():
        if name.startswith("__"):
            continue
        yield name, kind.description
        match kind:
            case GraphQLEnumType():
                yield from ((f"{name}.{key}", value.description) for key, value in kind.values.items())
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
                yield from ((f"{name}.{key}", value.description) for key, value in kind.fields.items())
        if isinstance(kind, GraphQLObjectType):
            for key, field in kind.fields.items():
                yield from ((f"{name}.{key}({it})", value.description) for it, value in field.args.items())


def find_domain_types() -> Iterator[type[DomainType]]:
    for kind in SCHEMA.type_map.values():
        definition = kind.extensions.get("strawberry-definition")
        if isinstance(kind, GraphQLObjectType) and definition and issubclass(definition.origin, DomainType):
            yield definition.origin


def find_attribute_type(owner: Any, path: str) -> Any:  # noqa: ANN401  whatever the domain declares there
    """Return the declared type of a dotted attribute path."""
    for name in path.split(".") if path else ():
        owner = next((each for each in get_args(owner) if is_dataclass(each)), owner)
        assert is_dataclass(owner), f"{owner} has no attributes"
        if isinstance(shown := getattr(owner, name, None), property):
            owner = get_type_hints(shown.fget)["return"]
            continue
        assert name in {each.name for each in fields(owner)}
        owner = get_type_hints(owner)[name]
    return owner


def test_everything_is_described_in_sentences() -> None:
    poor = [name for name, text in list_descriptions() if not text or len(text) < 5 or text[-1] not in ".`"]
    assert poor == []


def test_nothing_is_deprecated_before_the_first_release() -> None:
    deprecated = [
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if field.deprecation_reason
    ]
    assert deprecated == []


def test_no_type_has_the_name_of_something_that_front_ends_have_already() -> None:
    assert {name for name in SCHEMA.type_map if name in TAKEN_NAMES} <= REQUIRED_NAMES


def test_the_committed_schema_is_the_schema() -> None:
    committed = Path(__file__).parents[3] / "api" / "graphql" / "schema.graphql"
    assert committed.read_text(encoding="utf-8") == sdl()
    assert build_schema(sdl()).query_type


def test_every_field_names_a_domain_attribute_that_exists() -> None:
    shown = {
        (kind.__name__, each.name): (kind.domain_type, each.metadata[ATTRIBUTE])
        for kind in find_domain_types()
        for each in kind.__strawberry_definition__.fields  # type: ignore[attr-defined]  # strawberry's mark
    }
    of_the_schema = {
        (name, field.extensions["strawberry-definition"].name)
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__") and not name.endswith(ENVELOPES)
        for field in kind.fields.values()
    }
    assert set(shown) == of_the_schema
    for owner, path in shown.values():
        assert find_attribute_type(owner, path)


def test_a_type_has_its_fields_in_the_order_in_which_they_are_declared() -> None:
    names = list(SCHEMA.type_map["Delivery"].fields)  # type: ignore[attr-defined]  # an object type
    assert names.index("returnRequestBy") < names.index("sweep") < names.index("position")
    assert names[-2:] == ["createdAt", "updatedAt"]


def test_a_field_of_a_booking_is_described_alike_in_a_delivery() -> None:
    booking, delivery = (SCHEMA.type_map[name].fields for name in ("Booking", "Delivery"))  # type: ignore[attr-defined]
    assert {name: (str(each.type), each.description) for name, each in booking.items()} == {
        name: (str(delivery[name].type), delivery[name].description) for name in booking
    }


def test_the_scope_that_a_field_needs_ends_its_description() -> None:
    for name, kind in SCHEMA.type_map.items():
        for key, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            needed = re.search(r" Needs the scope `(\S+)`\.", field.description or "")
            assert metadata_of(field).scope == (needed and needed[1]), f"{name}.{key}"


@pytest.mark.parametrize(
    ("choices", "domain"),
    [
        (enums.DeliveryState, State),
        (enums.SweepState, SweepState),
        (enums.DeliveryKind, Kind),
        (enums.DeliveryOrder, DeliveryOrder),
        (enums.Channel, Channel),
        (enums.AddressLevel, AddressLevel),
        (enums.AddressMode, AddressMode),
        (enums.Weekday, Weekday),
        (enums.Scope, Scope),
        (enums.RuleOperation, Operation),
        (enums.ViolationCode, Code),
    ],
)
def test_an_enum_offers_the_domains_choices_by_their_names(choices: type[Enum], domain: type[Enum]) -> None:
    assert {each.name: each.value for each in choices} == {each.name: each for each in domain}


def test_a_delivery_field_is_offered_for_each_field_of_an_update() -> None:
    update, field = SCHEMA.get_type("UpdateDeliveryInput"), SCHEMA.get_type("DeliveryField")
    assert isinstance(update, GraphQLInputObjectType)
    assert isinstance(field, GraphQLEnumType)
    names = {re.sub("_(.)", lambda match: match[1].upper(), name.lower()) for name in field.values}
    assert names == set(update.fields) - {"id"}
    assert {each.value for each in field.values.values()} == set(EVERY_FIELD)
    assert all(each.description for each in field.values.values())


def test_an_error_policy_is_described_where_it_exists_and_nowhere_else() -> None:
    assert SCHEMA.mutation_type
    inputs = {name: each.args["input"].type.of_type for name, each in SCHEMA.mutation_type.fields.items()}
    offering = {name for name, each in inputs.items() if "errorPolicy" in each.fields}
    assert offering == {"createDeliveries", "updateDeliveries", "deleteDeliveries"}
    for text in (dict(list_descriptions())[name] or "" for name in ("Violation", "BatchErrorPolicy")):
        assert set(re.findall(r"`(\w+Deliveries)`", text)) == offering
    described = {name for name, text in list_descriptions() if "errorPolicy" in (text or "")}
    assert described == {"Violation", *(f"Mutation.{name}" for name in offering)}


def test_an_event_type_is_one_of_the_domains_and_every_one_is_offered() -> None:
    offered = {each.value for choices in (enums.DeliveryEventType, enums.SweepEventType) for each in choices}
    assert offered == set(EventType)


def find_lists_of_objects() -> Iterator[tuple[str, str, GraphQLField]]:
    """Yield the type, the name and the definition of each field that returns a list of objects."""
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for key, field in kind.fields.items():
                if is_list_type(get_nullable_type(field.type)) and is_composite_type(
                    get_named_type(field.type)
                ):
                    yield name, key, field


def takes_a_list(field: GraphQLField) -> bool:
    return any(is_list_type(get_nullable_type(each.type)) for each in field.args.values())


def test_every_list_of_objects_has_a_greatest_length() -> None:
    found = list(find_lists_of_objects())
    payloads = {name for name, _, _ in found if name.endswith("Payload")}
    items = {get_named_type(field.type).name for name, _, field in found if name in payloads}
    for name, key, field in found:
        most = field.extensions["strawberry-definition"].metadata.get(MOST)
        sized_by_arguments = name.endswith("Connection") or name in payloads or takes_a_list(field)
        sized_by_the_item = name in items and key == "violations"
        assert (sized_by_arguments or sized_by_the_item) is (most is None), f"{name}.{key}"
        assert most is None or most > 0


def test_what_subscriptions_show_depends_on_the_account_and_not_on_the_token() -> None:
    """Callers of one account with equal scopes share the results."""
    schema = gateway_schema()._schema  # noqa: SLF001 - it has no public name
    found, pending = set[str](), [schema.subscription_type]
    while pending:
        kind = pending.pop()
        if isinstance(kind, GraphQLObjectType) and kind.name not in found:
            found.add(kind.name)
            pending += [get_named_type(each.type) for each in kind.fields.values()]
        assert not isinstance(kind, GraphQLInterfaceType)  # which could be any type that implements it
    assert {"Delivery", "Sweep", "HistoryEntry", "Editability"} < found
    assert not found & {"Viewer", "ApiToken", "ApiTokenConnection", "CallUsage", "RateLimit"}
