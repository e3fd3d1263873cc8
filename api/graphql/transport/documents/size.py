"""The size of an operation, measured in one pass, in which no fragment is walked twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from api.graphql.transport.refusals import Code, request_error

SATURATED: Final = 1_000_000
DEEPEST_WALK: Final = 100  # of selections and fragments together, far from what Python's stack holds
INTROSPECTION_LISTS: Final = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})


@dataclass(frozen=True, slots=True)
class OperationSize:
    """The size of a selection with all fragments expanded; sums stop at `SATURATED`.

    `width` is the number of fields at the first level; `lists` the largest number of lists of types nested in
    each other, which matters only for introspection; `introspection` is the size of `__schema` and `__type`,
    and `schemas` the number of `__schema`.
    """

    fields: int = 0
    width: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    lists: int = 0
    schemas: int = 0
    introspection: "OperationSize | None" = None

    def add(self, other: "OperationSize") -> "OperationSize":
        """Return the size of both in one selection."""
        return OperationSize(
            min(self.fields + other.fields, SATURATED),
            min(self.width + other.width, SATURATED),
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, SATURATED),
            min(self.directives + other.directives, SATURATED),
            max(self.lists, other.lists),
            min(self.schemas + other.schemas, SATURATED),
            _add_introspection(self.introspection, other.introspection),
        )

    def nest_under(self, field: FieldNode) -> "OperationSize":
        """Return the size of the field with this selection under it."""
        name = field.name.value
        whole = OperationSize(
            min(self.fields + 1, SATURATED),
            1,
            self.depth + 1,
            min(self.aliases + (field.alias is not None), SATURATED),
            min(self.directives + len(field.directives or ()), SATURATED),
            self.lists + (name in INTROSPECTION_LISTS),
            int(name == "__schema"),
            self.introspection,
        )
        if name in ("__schema", "__type"):
            return OperationSize(introspection=whole)
        return whole


NOTHING: Final = OperationSize()


class SizeVisitor:
    """Measures selections; `visits` counts those visited."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.visits = 0
        self._known: dict[str, OperationSize | None] = {}  # None while being walked

    def of_operation(self, operation: OperationDefinitionNode) -> OperationSize:
        return _add_directives(self._of(operation.selection_set, 0), operation)

    def _of(self, selections: SelectionSetNode | None, level: int) -> OperationSize:
        if level > DEEPEST_WALK:
            raise request_error(Code.LIMIT_DEPTH, "The operation is nested too deeply.")
        total = NOTHING
        for selection in selections.selections if selections else ():
            self.visits += 1
            total = total.add(self._selection(selection, level + 1))
        return total

    def _selection(self, selection: SelectionNode, level: int) -> OperationSize:
        match selection:
            case FieldNode():
                return self._of(selection.selection_set, level).nest_under(selection)
            case InlineFragmentNode():
                return _add_directives(self._of(selection.selection_set, level), selection)
            case FragmentSpreadNode():
                return _add_directives(self._fragment(selection.name.value, level), selection)
        raise AssertionError(selection)

    def _fragment(self, name: str, level: int) -> OperationSize:
        """Return the size of a fragment, 0 if it is missing; raises `RequestErrors` for a cycle."""
        fragment = self.fragments.get(name)
        if fragment is None:
            return NOTHING
        if name not in self._known:
            self._known[name] = None
            self._known[name] = _add_directives(self._of(fragment.selection_set, level), fragment)
        known = self._known[name]
        if known is None:
            raise request_error(Code.VALIDATION_FAILED, f"Cannot spread fragment {name!r} within itself.")
        return known


DirectiveNode = OperationDefinitionNode | InlineFragmentNode | FragmentSpreadNode | FragmentDefinitionNode


def _add_directives(size: OperationSize, node: DirectiveNode) -> OperationSize:
    """Add the directives of the enclosing node."""
    return size.add(OperationSize(directives=len(node.directives))) if node.directives else size


def _add_introspection(one: OperationSize | None, other: OperationSize | None) -> OperationSize | None:
    return one.add(other) if one and other else one or other
