"""Every scenario by its name, in the order in which they run."""

from tests.soak.bad_tokens import bad_tokens
from tests.soak.broad_searches import broad_searches
from tests.soak.conditions import Scenario
from tests.soak.cost_of_work import cost_of_work
from tests.soak.crowding import pool_exhausted
from tests.soak.edge import control_frames, large_heads
from tests.soak.hostile_bodies import hostile_bodies
from tests.soak.idle_subscribers import idle_subscribers
from tests.soak.kills import (
    backend_killed,
    gateway_killed,
    gateway_restarted,
    postgres_restarted,
    postmaster_killed,
)
from tests.soak.large_batches import large_batches
from tests.soak.lost_commits import commit_answers_lost
from tests.soak.migration_under_writers import migration_under_writers
from tests.soak.nested_sweeps import nested_sweeps
from tests.soak.promotion import standby_promoted
from tests.soak.races import plans_race_changes
from tests.soak.slow_clients import slow_clients

SCENARIOS: dict[str, Scenario] = {
    "gateway-killed": gateway_killed,
    "backend-killed": backend_killed,
    "postmaster-killed": postmaster_killed,
    "postgres-restarted": postgres_restarted,
    "gateway-restarted": gateway_restarted,
    "standby-promoted": standby_promoted,
    "commit-answers-lost": commit_answers_lost,
    "pool-exhausted": pool_exhausted,
    "slow-clients": slow_clients,
    "plans-race-changes": plans_race_changes,
    "bad-tokens": bad_tokens,
    "idle-subscribers": idle_subscribers,
    "broad-searches": broad_searches,
    "hostile-bodies": hostile_bodies,
    "large-batches": large_batches,
    "large-heads": large_heads,
    "control-frames": control_frames,
    "nested-sweeps": nested_sweeps,
    "cost-of-work": cost_of_work,
    "migration-under-writers": migration_under_writers,
}
