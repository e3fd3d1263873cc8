"""The fields of an operation, merged and without what its directives leave out, as graphql-core does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution import VariableValues
from graphql.execution.collect_fields import (
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)

from api.graphql.plans.selected import ArgumentReader, Selected

LONGEST_KEY = 63
"""Characters of a name that Postgres keeps."""


class NotPlannable(Exception):
    """The operation has something that no plan can say; graphql-core executes it."""


@dataclass(frozen=True, slots=True)
class Selections:
    """The selections of an operation with the values of the variables in `@skip` and `@include`."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDetails]
    values: VariableValues
    arguments: ArgumentReader

    @classmethod
    def of_document(
        cls, schema: GraphQLSchema, document: DocumentNode, values: VariableValues, arguments: ArgumentReader
    ) -> "Selections":
        """Return those of a prepared document: its operation, and then its fragments."""
        operation, *others = document.definitions
        assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - so it is prepared
        fragments = {
            each.name.value: FragmentDetails(each)
            for each in others
            if isinstance(each, FragmentDefinitionNode)
        }
        return cls(schema, operation, fragments, values, arguments)

    def of_root(self) -> Iterator[Selected]:
        root = self.schema.query_type
        assert root is not None  # noqa: S101 - every schema has queries
        found = collect_fields(self.schema, dict(self.fragments), self.values, root, self.operation)
        return self._name_fields(root, found.grouped_field_set)

    def below(self, field: Selected, kind: GraphQLObjectType | None = None) -> Iterator[Selected]:
        """Yield the fields of an object that a field returns, of `kind` if the field has an abstract type."""
        kind = kind or field.kind
        found = collect_subfields(
            self.schema, dict(self.fragments), self.values, self.operation, kind, field.details
        )
        return self._name_fields(kind, found.grouped_field_set)

    @staticmethod
    def _name_fields(kind: GraphQLObjectType, grouped: GroupedFieldSet) -> Iterator[Selected]:
        for key, details in grouped.items():
            if len(key) > LONGEST_KEY:
                raise NotPlannable(key)
            yield Selected(key, kind, details)
