"""The variables of an operation that do not all fit their types: an error for each flaw, or tolerance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    is_required_argument,
)
from graphql.execution import VariableValues, get_variable_values
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValueSource

from api.graphql.transport.errors import forget_frames
from api.graphql.transport.variables.decoders import Decoders
from api.graphql.transport.variables.flawed_values import (
    MOST_FLAWS,
    Flaw,
    Place,
    Tolerance,
    TolerantCoercion,
    TooManyFlaws,
)
from api.graphql.transport.variables.variable_usages import find_tolerated

_TOO_MANY: Final = f"More than {MOST_FLAWS} values of variables do not fit; only the first are reported."


@dataclass(frozen=True, slots=True)
class FlawedVariables:
    """Coerces the variables of an operation once graphql-core has refused them."""

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    tolerance: Tolerance | None
    hide_suggestions: bool
    decoders: Decoders

    def coerce(self, inputs: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """Return the values if the operation tolerates all flaws, else an error for each other one."""
        values, errors = VariableValues({}, {}), []
        tolerated = self._find_tolerated(inputs)
        for node in self.operation.variable_definitions or ():
            found = self._coerce_flawed(node, inputs, tolerated) or self._coerce_fitting(node, inputs)
            if isinstance(found, list):
                errors += found
            else:
                values.sources.update(found.sources)
                values.coerced.update(found.coerced)
        return errors[: MOST_FLAWS + 1] or values

    def _find_tolerated(self, inputs: Mapping[str, Any]) -> frozenset[str]:
        if self.tolerance is None:
            return frozenset()
        return find_tolerated(self.schema, self.document, self.operation, self.tolerance, inputs)

    def _coerce_fitting(
        self, node: VariableDefinitionNode, inputs: Mapping[str, Any]
    ) -> VariableValues | list[GraphQLError]:
        """Return the value of a variable without flaws, or what graphql-core has against it."""
        found = get_variable_values(self.schema, [node], dict(inputs), MOST_FLAWS)
        for each in found if isinstance(found, list) else ():
            forget_frames(each)
        return found

    def _coerce_flawed(
        self, node: VariableDefinitionNode, inputs: Mapping[str, Any], tolerated: frozenset[str]
    ) -> VariableValues | list[GraphQLError] | None:
        """Return the value or its errors; `None` if it has no flaw, or one without a place.

        E.g. too deep a nesting has none.
        """
        name = node.variable.name.value
        signature: Any = get_variable_signature(self.schema, node)
        value = inputs.get(name, Undefined)
        if value is Undefined and not is_required_argument(signature):
            return None
        coercion = TolerantCoercion(self.tolerance, self.hide_suggestions, self.decoders)
        errors: list[GraphQLError] = []
        try:
            found = coercion.coerce(value, signature.type, (name,), tolerated=name in tolerated)
        except TooManyFlaws:
            errors = [GraphQLError(_TOO_MANY, node)]
        except (GraphQLError, RecursionError):
            return None
        if coercion.flaws:
            return [*(_error(node, each) for each in coercion.flaws), *errors]
        if not coercion.unreadable:
            return None
        return VariableValues({name: VariableValueSource(signature, value)}, {name: found})


def _error(node: VariableDefinitionNode, flaw: Flaw) -> GraphQLError:
    """Return the error of a flaw, with its place as `path`, and as `index` and `field` within a batch."""
    name, *below = flaw.place
    where = f" at {_join(tuple(below))}" if below else ""
    message = f"Variable '${name}' has an invalid value{where}: {flaw.message}"
    return GraphQLError(message, node, extensions={"path": [*flaw.place], **_item_of(flaw.place)})


def _item_of(place: Place) -> dict[str, Any]:
    """Return the index of an item and the dotted name of the field in it, `None` for the whole item."""
    at = next((at for at, part in enumerate(place) if isinstance(part, int)), None)
    if at is None:
        return {}
    return {"index": place[at], "field": _join(place[at + 1 :]) or None}


def _join(place: Place) -> str:
    return ".".join(map(str, place))
