"""Deliveries, events and sweeps of every shape that the tables take, whatever the rules would say of them."""

import json
from datetime import UTC, date, datetime
from random import Random
from typing import Any, Final

import asyncpg

from api.system.object_ids import ObjectIds
from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.rules.leaves import attribute_paths

ACCOUNT: Final = "demo"
TEXTS: Final = (
    "",
    "Købmagergade 1",
    'Anne "Ann" O\'Neill \\ Søn',
    "Ligne 1\nLigne 2\t\u0001\u001f\u007f\u2028</script>",
    "日本語 \U0001f4e6 e\u0301",
    "null",
    " ",
)
COORDINATES: Final = (
    None,
    0.0,
    -0.0,
    55.722534,
    12.0,
    -90.0,
    1e-5,
    9.9e-6,
    1e-6,
    1.5e-7,
    -2.25e-9,
    0.1 + 0.2,
    179.99999999999997,
)
AMOUNTS: Final = (None, "0", "0.00", "123.450", "99999999999999999999.99", "0.00000001")
DAYS: Final = (date(1, 1, 1), date(999, 12, 31), date(2018, 4, 5), date(2018, 4, 6), date(9999, 12, 31))
INSTANTS: Final = (
    datetime(1999, 1, 2, 3, 4, 5, 60, tzinfo=UTC),
    datetime(2018, 4, 4, 21, 0, 0, 806000, tzinfo=UTC),
    datetime(2018, 4, 4, 21, 0, tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)
VALUES: Final = (None, "", "x", 'Æ "q"', 0, 7, -0.5, 55.0, 1e-7, 12.607489, True)


class VariedRows:
    """Fills the demo's account; the same seed makes the same rows."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)  # noqa: S311 - not a secret
        self._ids = ObjectIds()
        self.deliveries: list[str] = []
        self.sweeps: list[str] = []
        self._events = 0

    async def fill(
        self, connection: "asyncpg.Connection[Any]", deliveries: int = 60, sweeps: int = 5
    ) -> None:
        self.sweeps = list(self._ids.take(sweeps))
        for sweep_id in self.sweeps:
            await _insert(connection, "sweep", self._sweep(sweep_id))
        self.deliveries = list(self._ids.take(deliveries))
        for place, delivery_id in enumerate(self.deliveries):
            row = self._delivery(delivery_id, place)
            await _insert(connection, "delivery", row)
            for _ in range(self._choose((0, 1, 3, 12))):
                await _insert(connection, "event", self._event(delivery_id))
        await connection.execute(
            "UPDATE event_counter SET number = $2 WHERE account_id = $1", ACCOUNT, self._events
        )

    def _choose(self, options: Any) -> Any:  # noqa: ANN401 - of any type
        return self._random.choice(options)

    def _sweep(self, sweep_id: str) -> dict[str, Any]:
        return {
            "id": sweep_id,
            "day": self._choose(DAYS),
            "state": self._choose(("PLANNED", "STARTED", "FINISHED", "CANCELED")),
            "created_at": self._choose(INSTANTS),
            "updated_at": self._choose(INSTANTS),
        }

    def _delivery(self, delivery_id: str, place: int) -> dict[str, Any]:
        on_sweep, phone, estimated = (
            self._choose((True, False)),
            self._choose((True, False)),
            self._choose((True, False)),
        )
        return {
            "id": delivery_id,
            **{
                name: self._choose(TEXTS)
                for name in ("reference", "recipient_name", "recipient_id", "recipient_email")
            },
            **{
                name: self._choose(TEXTS)
                for name in ("label", "notes", "returned_delivery_id", "return_request_by")
            },
            **{
                f"recipient_phone_{name}": self._choose(TEXTS) if phone else None
                for name in ("country", "dial_code", "number")
            },
            **self._location("pickup"),
            **self._location("drop_off"),
            **self._window("pickup_window"),
            **self._window("delivery_window"),
            **(self._window("estimate") if estimated else {}),
            "department": self._choose(TEXTS),
            "packages": self._choose((1, 2, 999)),
            "insured_value": self._choose(AMOUNTS),
            "kind": self._choose(("DELIVERY", "RETURN")),
            "delivery_date": self._choose(DAYS),
            "state": self._choose(tuple(State)).value,
            "created_at": self._choose(INSTANTS),
            "updated_at": self._choose(INSTANTS),
            "sweep_id": self._choose(self.sweeps) if on_sweep else None,
            "position": place if on_sweep else None,
            "missed_day": self._choose((None, *DAYS)),
        }

    def _location(self, end: str) -> dict[str, Any]:
        return {
            **{
                f"{end}_{name}": self._choose(TEXTS)
                for name in ("zip", "city", "address_1", "address_2", "description")
            },
            f"{end}_latitude": self._choose(COORDINATES),
            f"{end}_longitude": self._choose(COORDINATES),
            f"{end}_level": self._choose(("VERIFIED", "UNVERIFIED")),
        }

    def _window(self, name: str) -> dict[str, int]:
        start, end = self._choose(((0, 1440), (0, 1), (1439, 1440), (480, 990)))
        return {f"{name}_start": start, f"{name}_end": end}

    def _event(self, delivery_id: str) -> dict[str, Any]:
        self._events += 1
        kind = self._choose(sorted(set(EventType) - {EventType.CANCELED}))
        changes = self._left_stop() if kind is EventType.KEPT_FOR_REDELIVERY else self._changes()
        return {
            "number": self._events,
            "subject": "delivery",
            "subject_id": delivery_id,
            "event_type": kind.value,
            "changes": json.dumps(changes),
            "at": self._choose(INSTANTS),
            "actor": self._choose(TEXTS),
            "channel": self._choose(("graphql", "rest", "cli")),
            "request_id": self._choose(TEXTS),
            "command_id": "00000000-0000-4000-8000-000000000000",
        }

    def _left_stop(self) -> dict[str, list[Any]]:
        """Return the changes of a delivery that leaves a sweep, on which no other stop has its position."""
        return {"sweep_id": [self._choose(self.sweeps), None], "position": [1000 + self._events, None]}

    def _changes(self) -> dict[str, list[Any]]:
        paths = [*attribute_paths(Delivery), "forgotten.attribute"]
        chosen = self._random.sample(paths, self._choose((0, 1, 2, 9)))
        return {path: self._change(path) for path in chosen}

    def _change(self, path: str) -> list[Any]:
        """Return two values; those of a sweep's id are ids of sweeps."""
        if path == "sweep_id":
            return [self._choose((None, *self.sweeps)) for _ in range(2)]
        return [self._choose(VALUES) for _ in range(2)]


async def _insert(connection: "asyncpg.Connection[Any]", table: str, row: dict[str, Any]) -> None:
    names = ["account_id", *row]
    values = ", ".join(f"${place + 1}" for place in range(len(names)))
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - names of our own
    await connection.execute(sql, ACCOUNT, *row.values())
