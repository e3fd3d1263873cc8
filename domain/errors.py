"""The refusals of the gateway: a code, a path, facts. Each channel maps them to its own status codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """The codes of the rules, in the order in which these are checked."""

    IDEMPOTENCY_KEY_IN_USE = "idempotency_key_in_use"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    MALFORMED_REQUEST = "malformed_request"
    DELIVERY_NOT_FOUND = "delivery_not_found"
    DELIVERY_LOCKED = "delivery_locked"
    ZIP_CODE_MALFORMED = "zip_code_malformed"
    PICKUP_ZONE_NOT_ALLOWED = "pickup_zone_not_allowed"
    DELIVERY_ZONE_NOT_ALLOWED = "delivery_zone_not_allowed"
    DROPSHIPPING_NOT_ALLOWED = "dropshipping_not_allowed"
    SERVICE_NOT_OFFERED = "service_not_offered"
    DEPARTMENT_UNKNOWN = "department_unknown"
    RETURNED_DELIVERY_UNKNOWN = "returned_delivery_unknown"
    ADDRESS_NOT_FOUND = "address_not_found"
    ADDRESS_CITY_MISMATCH = "address_city_mismatch"
    WEEKDAY_NOT_AVAILABLE = "weekday_not_available"
    DATE_CLOSED = "date_closed"
    WINDOW_NOT_AVAILABLE = "window_not_available"
    NOTICE_TOO_SHORT = "notice_too_short"
    DELIVERY_WINDOW_PAST = "delivery_window_past"
    CUT_OFF_PASSED = "cut_off_passed"
    DUPLICATE_ITEM = "duplicate_item"
    SWEEP_NOT_FOUND = "sweep_not_found"
    SWEEP_ALREADY_STARTED = "sweep_already_started"
    STEP_NOT_ALLOWED = "step_not_allowed"
    SWEEP_DAY_MISMATCH = "sweep_day_mismatch"


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken by one item of a batch.

    `path` names the domain attribute, dotted and with `[n]` for an entry of a list (`drop_off.zip`,
    `zone_windows[0].window.end`), "" for the item as a whole; each channel translates it into its own field
    names. `facts` fill the rule's sentence.
    """

    code: Code
    path: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    index: int = 0


class DomainError(Exception):
    """Raised by use-cases that cannot answer."""


class Refused(DomainError):
    """The rules refuse a command; nothing was stored."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(", ".join(f"{v.index}:{v.code}" for v in violations[:5]))
        self.violations = tuple(violations)


class EmptyBatch(DomainError):
    """A command without items."""


class BatchTooLarge(DomainError):
    """A command with more items than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} items")
        self.limit = limit


class TooManySlots(DomainError):
    """More windows on the requested days than the `limit` of the request."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} slots")
        self.limit = limit


class HistoryTooLong(DomainError):
    """A delivery as of an instant until which it had more than `limit` events."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} events")
        self.limit = limit


class SearchTooBroad(DomainError):
    """A list for which more than `limit` deliveries would have to be compared with its filters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} deliveries to read")
        self.limit = limit


class NotAuthenticated(DomainError):
    """The request has no token, or one that is unknown, expired or revoked."""

    def __init__(self, *, token_given: bool) -> None:
        super().__init__("unknown token" if token_given else "no token")
        self.token_given = token_given


class MissingScope(DomainError):
    """A valid token without `scope`."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class Unavailable(DomainError):
    """The gateway cannot answer now; a client may try again after `retry_after` seconds."""

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class CannotResume(DomainError):
    """No event of the account has the number to resume after, or later events are no longer stored."""
