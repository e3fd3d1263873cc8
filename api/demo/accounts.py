"""Two accounts, one with the documented settings and one with stricter ones, and three fixed tokens."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.model.auth import Scope
from domain.model.settings import Settings, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.zones import ZipRange

DEMO = "demo"
DEMO_2 = "demo-2"
DEMO_DISPATCHER = "demo-dispatcher"

MERCHANT = frozenset(Scope) - {Scope.SWEEPS_WRITE}
DISPATCHER = frozenset({Scope.DELIVERIES_READ, Scope.SETTINGS_READ, Scope.SWEEPS_WRITE})


@dataclass(frozen=True, slots=True)
class DemoToken:
    """A token that is not a secret; it is valid only if the gateway serves the demo."""

    text: str
    account_id: str
    scopes: frozenset[Scope]


DEMO_TOKENS = (
    DemoToken(DEMO, DEMO, MERCHANT),
    DemoToken(DEMO_2, DEMO_2, MERCHANT),
    DemoToken(DEMO_DISPATCHER, DEMO, DISPATCHER),
)


def demo_accounts() -> dict[str, Settings]:
    """Return the settings of each demo account: the documented ones, and stricter ones."""
    documented = Settings(
        time_zone=ZoneInfo("Europe/Copenhagen"),
        country="DK",
        address="Gurugram, Haryana, India",
        pickup_deadline=TimeOfDay.at(2, 5),
        delivery_window_start=TimeOfDay.at(4, 20),
        delivery_window_end=TimeOfDay.at(4, 20),
        week_days=frozenset({Weekday.THURSDAY}),
        pickup_zones=(ZipRange("0", "9999"),),
        delivery_zones=(ZipRange("0", "9999"),),
        dropshipping=True,
        notify_by_email=True,
        notify_by_sms=True,
        departments=("Catering",),
        notice=None,
    )
    narrow = Settings(
        time_zone=ZoneInfo("Europe/Copenhagen"),
        country="DK",
        address="Kattegatvej 53, 2100 København, Denmark",
        pickup_deadline=TimeOfDay.at(16, 30),
        delivery_window_start=TimeOfDay.at(8),
        delivery_window_end=TimeOfDay.at(16),
        week_days=frozenset(Weekday),
        pickup_zones=(ZipRange("1000", "2999"),),
        delivery_zones=(ZipRange("1000", "2999"),),
        dropshipping=True,
        departments=("Shop",),
        notice=timedelta(minutes=60),
    )
    return {DEMO: documented, DEMO_2: narrow}
