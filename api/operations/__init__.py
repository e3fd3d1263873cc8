"""Operation of the gateway: server and workers, deadlines, logs, metrics and probes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.operations.metrics import Metrics
from api.operations.observation import RequestObserver
from api.operations.probes import AnswersProbe, Probes
from api.operations.server import CLIENT_SECONDS


@dataclass(frozen=True, slots=True)
class Operations:
    """The metrics, probes and request observers of an application, and its deadline for bodies.

    The metrics and `others` observe every request.
    """

    metrics: Metrics = field(default_factory=Metrics)
    others: Sequence[RequestObserver] = ()
    database: AnswersProbe | None = None
    metrics_token: str | None = None
    client_seconds: float = CLIENT_SECONDS

    @property
    def observers(self) -> Sequence[RequestObserver]:
        return (self.metrics.observe, *self.others)

    @property
    def probes(self) -> Probes:
        return Probes(self.database, self.metrics, self.metrics_token)
