from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from api.graphql.inputs.delivery_forms import make_forms
from api.graphql.mutations.deliveries import DeliveryMutations
from api.graphql.mutations.outcomes import OutcomeMutations
from api.graphql.mutations.settings import SettingsMutations
from api.graphql.mutations.sweeps import SweepMutations
from api.graphql.mutations.tokens import TokenMutations
from api.graphql.query import Query
from api.graphql.scalars import SCALARS
from api.graphql.subscription import Subscription


@strawberry.type(
    description="Writes. A refusal by the rules is listed in the payload's `violations`; `errors` is for "
    "requests that are malformed, not permitted or failed. Several mutations in one request are executed one "
    "after another and independently; the field of a mutation that ended in an error is null."
)
class Mutation(DeliveryMutations, SweepMutations, OutcomeMutations, SettingsMutations, TokenMutations):
    pass


class GatewaySchema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave logging to `errors.format_error`, which knows which errors are unexpected."""


@cache
def gateway_schema() -> GatewaySchema:
    config = StrawberryConfig(scalar_map=SCALARS)
    schema = GatewaySchema(query=Query, mutation=Mutation, subscription=Subscription, config=config)
    make_forms(schema.schema_converter.type_map.values())
    return schema
