import strawberry

from api.graphql.queries.account import AccountQueries
from api.graphql.queries.deliveries import DeliveryQueries
from api.graphql.queries.nodes import NodeQueries
from api.graphql.queries.rehearsals import RehearsalQueries
from api.graphql.queries.sweeps import SweepQueries


@strawberry.type(
    description="Reads. Every field returns data of the token's own account only. A field that ends in an "
    "error is null; the others answer."
)
class Query(NodeQueries, DeliveryQueries, SweepQueries, RehearsalQueries, AccountQueries):
    pass
