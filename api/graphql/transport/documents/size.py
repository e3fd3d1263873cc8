"""How large an operation is: one pass over it, in which no fragment is walked twice."""

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
    """The size of a selection with all fragments written out; sums stop at `SATURATED`.

    `width` is its fields at the first level; `lists` the most lists of types nested in each other, which
    matters for introspection alone; `introspection` is the extent of `__schema` and `__type`.
    """

    fields: int = 0
    width: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    lists: int = 0
    introspection: "OperationSize | None" = None

    def add(self, other: "OperationSize") -> "OperationSize":
        """Both in one selection."""
        return OperationSize(
            min(self.fields + other.fields, SATURATED),
            min(self.width + other.width, SATURATED),
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, SATURATED),
            min(self.directives + other.directives, SATURATED),
            max(self.lists, other.lists),
            _add_introspection(self.introspection, other.introspection),
        )

    def nest_under(self, field: FieldNode) -> "OperationSize":
        """The field and, under it, this."""
        name = field.name.value
        if name == "__typename":
            return OperationSize(directives=len(field.directives or ()))
        whole = OperationSize(
            min(self.fields + 1, SATURATED),
            1,
            self.depth + 1,
            min(self.aliases + (field.alias is not None), SATURATED),
            min(self.directives + len(field.directives or ()), SATURATED),
            self.lists + (name in INTROSPECTION_LISTS),
            self.introspection,
        )
        if name in ("__schema", "__type"):
            return OperationSize(introspection=whole)
        return whole


NOTHING: Final = OperationSize()


class SizeVisitor:
    """Measures selections; `visits` counts the ones it looked at."""

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
        """What is not there counts nothing, and validation will say so; a cycle ends here."""
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


Marked = OperationDefinitionNode | InlineFragmentNode | FragmentSpreadNode | FragmentDefinitionNode


def _add_directives(extent: OperationSize, node: Marked) -> OperationSize:
    """The extent with the directives of what encloses it."""
    return extent.add(OperationSize(directives=len(node.directives))) if node.directives else extent


def _add_introspection(one: OperationSize | None, other: OperationSize | None) -> OperationSize | None:
    return one.add(other) if one and other else one or other
