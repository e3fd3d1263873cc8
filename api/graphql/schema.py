from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from api.graphql.mutations.deliveries import DeliveryMutations
from api.graphql.mutations.outcomes import OutcomeMutations
from api.graphql.mutations.settings import SettingsMutations
from api.graphql.mutations.sweeps import SweepMutations
from api.graphql.mutations.tokens import TokenMutations
from api.graphql.query import Query
from api.graphql.scalars import SCALARS
from api.graphql.subscription import Subscription


@strawberry.type(
    description="What can be done. What the rules refuse is told in `violations`; `errors` tells only that a "
    "request as a whole is broken or not allowed. Of several mutations in one request each is done, and "
    "answered, on its own; null stands for one that ended in an error."
)
class Mutation(DeliveryMutations, SweepMutations, OutcomeMutations, SettingsMutations, TokenMutations):
    pass


class GatewaySchema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave logging to `errors.presented`, which knows what is unexpected."""


@cache
def gateway_schema() -> GatewaySchema:
    config = StrawberryConfig(scalar_map=SCALARS)
    return GatewaySchema(query=Query, mutation=Mutation, subscription=Subscription, config=config)
