"""Metrics for Prometheus."""

from collections.abc import Iterable
from http.client import SWITCHING_PROTOCOLS
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.operations.observation import RequestRecord
from persistence.engine.database import Database

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
BLOCKED_BUCKETS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The metrics of one process, each with the number of its worker.

    There is no label for accounts. Values of labels come from sets that do not grow, so children are kept.
    """

    def __init__(self, worker: int = 1, database: Database | None = None) -> None:
        self.registry = CollectorRegistry()
        self._worker = str(worker)
        self._requests = Counter(
            "delivery_gateway_requests",
            "Requests answered, and WebSockets closed.",
            ("worker", "channel", "operation", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "delivery_gateway_request_seconds",
            "Time until the answer was sent.",
            ("worker", "channel", "operation"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "delivery_gateway_refusals",
            "Reasons for refusals, by code.",
            ("worker", "channel", "code"),
            registry=self.registry,
        )
        self._runs = Counter(
            "delivery_gateway_graphql_runs",
            "GraphQL operations that a plan or graphql-core ran for a request.",
            ("worker", "run_by"),
            registry=self.registry,
        )
        self._blocked = Histogram(
            "delivery_gateway_loop_blocked_seconds",
            "Times of 5 ms or more for which the event loop was blocked, so that no request was served.",
            ("worker",),
            buckets=BLOCKED_BUCKETS,
            registry=self.registry,
        ).labels(self._worker)
        self._runs_by: dict[str, Counter] = {}
        self._children: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}
        if database is not None:
            self.registry.register(_DatabaseCollector(self._worker, database))

    def observe(self, record: RequestRecord) -> None:
        key = (record.channel, record.operation, record.outcome)
        requests, seconds = self._children.get(key) or self._add_children(key)
        requests.inc()
        if record.status != SWITCHING_PROTOCOLS:  # a socket is open for hours
            seconds.observe(record.ms / 1000)
        if record.run_by:
            (self._runs_by.get(record.run_by) or self._add_runs(record.run_by)).inc()
        for code in record.codes:
            self._refusals.labels(self._worker, record.channel, code).inc()

    def observe_blocked(self, seconds: float) -> None:
        """Count a time for which the event loop was blocked."""
        self._blocked.observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _add_runs(self, run_by: str) -> Counter:
        runs = self._runs_by[run_by] = self._runs.labels(self._worker, run_by)
        return runs

    def _add_children(self, key: tuple[str, str, str]) -> tuple[Counter, Histogram]:
        channel, operation, outcome = key
        requests = self._requests.labels(self._worker, channel, operation, outcome)
        seconds = self._seconds.labels(self._worker, channel, operation)
        self._children[key] = requests, seconds
        return requests, seconds


class _DatabaseCollector(Collector):
    """Collects the metrics of the database and its pool when they are scraped."""

    def __init__(self, worker: str, database: Database) -> None:
        self._worker = worker
        self._database = database

    def collect(self) -> Iterable[Metric]:
        pool, stats = self._database.connections.state(), self._database.stats
        yield self._gauge("delivery_gateway_pool_limit", "Most connections of the pool.", pool.limit)
        yield self._gauge("delivery_gateway_pool_connections", "Open connections of the pool.", pool.open)
        yield self._gauge("delivery_gateway_pool_busy", "Connections in use.", pool.busy)
        yield self._gauge(
            "delivery_gateway_pool_waiting", "Attempts waiting for a connection.", stats.waiting
        )
        yield self._counter(
            "delivery_gateway_pool_wait_seconds", "Time spent waiting for a connection.", stats.waited
        )
        yield self._counter("delivery_gateway_database_statements", "Statements run.", stats.statements)
        yield self._counter(
            "delivery_gateway_database_seconds", "Time spent waiting for Postgres.", stats.seconds
        )
        faults = CounterMetricFamily(
            "delivery_gateway_database_faults",
            "Attempts that failed with a transient error.",
            labels=("worker", "kind"),
        )
        for kind, number in stats.faults.items():
            faults.add_metric((self._worker, kind.name.lower()), number)
        yield faults

    def _gauge(self, name: str, description: str, value: float) -> Metric:
        family = GaugeMetricFamily(name, description, labels=("worker",))
        family.add_metric((self._worker,), value)
        return family

    def _counter(self, name: str, description: str, value: float) -> Metric:
        family = CounterMetricFamily(name, description, labels=("worker",))
        family.add_metric((self._worker,), value)
        return family
