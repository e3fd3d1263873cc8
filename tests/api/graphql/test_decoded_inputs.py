"""Decoders of the schema's input types: what graphql-core makes of a value, or nothing."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    Undefined,
    coerce_input_value,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.graphql.schema import gateway_schema
from api.graphql.transport.errors import UnreadableValue
from api.graphql.transport.variables.decoders import Decoders, NotDecoded
from bench.workload import graphql_items

SCHEMA: Final = gateway_schema()._schema  # noqa: SLF001  as in the transport
INPUTS: Final = [each for each in SCHEMA.type_map.values() if is_input_object_type(each)]
DECODERS: Final = Decoders()
LEAVES: Final[Mapping[str, st.SearchStrategy[object]]] = {
    "Boolean": st.booleans(),
    "Date": st.dates().map(str),
    "DateTime": st.sampled_from(["2018-04-04T21:00:00Z", "2018-04-04T23:00:00.5+02:00"]),
    "Decimal": st.one_of(st.integers(-(10**9), 10**9), st.sampled_from(["123.45", "-0", "1.10"])),
    "Float": st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 9)),
    "ID": st.sampled_from(["5ab3b4cb038cbe9805c957b1", "RGVsaXZlcnk6NWFiM2I0Y2IwMzhjYmU5ODA1Yzk1N2Ix", ""]),
    "Int": st.integers(-(2**31), 2**31 - 1),
    "LocalTime": st.sampled_from(["00:00", "07:30:00", "24:00"]),
    "String": st.text(max_size=3),
}
ODD: Final = st.sampled_from(
    [None, True, 0, 1.0, 2.5, 2**31, 10**400, "", "2018-02-30", "24:01", "\ud800", [], [None], {}, {"a": 1}]
)


def sent_values(type_: GraphQLInputType, odd: st.SearchStrategy[bool]) -> st.SearchStrategy[Any]:
    """Return values as clients send them, with another one where `odd` says so."""
    return odd.flatmap(lambda is_odd: ODD if is_odd else fitting_values(type_, odd))


def fitting_values(type_: GraphQLInputType, odd: st.SearchStrategy[bool]) -> st.SearchStrategy[Any]:
    if is_non_null_type(type_):
        return given_values(type_.of_type, odd)
    return st.one_of(st.none(), given_values(type_, odd))


def given_values(inner: Any, odd: st.SearchStrategy[bool]) -> st.SearchStrategy[Any]:  # noqa: ANN401
    if is_list_type(inner):
        return st.lists(sent_values(inner.of_type, odd), max_size=2)
    if is_enum_type(inner):
        return st.sampled_from(list(inner.values))
    if not is_input_object_type(inner):
        return LEAVES[inner.name]
    fields = {name: sent_values(each.type, odd) for name, each in inner.fields.items()}
    required = {name for name, each in inner.fields.items() if is_required_input_field(each)}
    return st.fixed_dictionaries(
        {name: each for name, each in fields.items() if name in required},
        optional={name: each for name, each in fields.items() if name not in required},
    )


def with_types(value: object) -> object:
    """Return a value with the types in it, as 1, 1.0 and true are equal."""
    if isinstance(value, dict):
        return {name: with_types(each) for name, each in value.items()}
    return [with_types(each) for each in value] if isinstance(value, list) else (type(value), value)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(INPUTS), st.data())
def test_a_value_that_fits_is_decoded_to_what_graphql_core_makes_of_it(
    type_: GraphQLInputObjectType, data: st.DataObject
) -> None:
    value = data.draw(given_values(type_, st.just(value=False)))
    assert with_types(DECODERS.of_type(type_)(value)) == with_types(coerce_input_value(value, type_))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(INPUTS), st.data())
def test_whatever_is_decoded_is_what_graphql_core_makes_of_it(
    type_: GraphQLInputObjectType, data: st.DataObject
) -> None:
    value = data.draw(given_values(type_, st.sampled_from([False] * 9 + [True])))
    try:
        decoded = DECODERS.of_type(type_)(value)
    except Exception:  # noqa: BLE001  as the transport takes any exception
        return
    assert with_types(decoded) == with_types(coerce_input_value(value, type_))


@pytest.mark.parametrize("field", ["recipient", "pickup", "dropOff", "deliveryDate"])
def test_an_item_without_a_required_field_is_left_to_graphql_core(field: str) -> None:
    (item,) = graphql_items(1)
    type_ = next(each for each in INPUTS if each.name == "CreateDeliveryInput")
    assert coerce_input_value({**item, field: None}, type_) is Undefined
    for flawed in ({**item, field: None}, {name: each for name, each in item.items() if name != field}):
        with pytest.raises((NotDecoded, UnreadableValue)):
            DECODERS.of_type(type_)(flawed)
