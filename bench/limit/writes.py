"""The limit's writes: one statement each, which stores deliveries, events and outbox rows by `unnest`."""

from typing import Final

from bench.limit.rendering import GLOBAL_ID, render_object, render_time

PUBLIC_URL: Final = "http://bench"

# The columns that differ between deliveries, in the order of the parameters from `$2` on.
COLUMNS: Final = {
    "id": "char(24)",
    "reference": "text",
    "recipient_name": "text",
    "recipient_email": "text",
    "recipient_phone_country": "text",
    "recipient_phone_dial_code": "text",
    "recipient_phone_number": "text",
    "delivery_date": "date",
    "pickup_window_start": "smallint",
    "pickup_window_end": "smallint",
    "delivery_window_start": "smallint",
    "delivery_window_end": "smallint",
    "pickup_zip": "text",
    "pickup_city": "text",
    "pickup_address_1": "text",
    "drop_off_zip": "text",
    "drop_off_city": "text",
    "drop_off_address_1": "text",
    "notes": "text",
    "packages": "smallint",
}
CONSTANTS: Final = {
    "account_id": "$1",
    **dict.fromkeys(
        (
            *("recipient_id", "label", "returned_delivery_id", "return_request_by"),
            *(f"{end}_{name}" for end in ("pickup", "drop_off") for name in ("address_2", "description")),
        ),
        "''",
    ),
    "pickup_level": "'UNVERIFIED'",
    "drop_off_level": "'UNVERIFIED'",
    "department": "'Catering'",
    "kind": "'DELIVERY'",
    "state": "'CREATED'",
    "created_at": "now()",
    "updated_at": "now()",
}
_CHANGES: Final = len(COLUMNS) + 2
_REQUEST: Final = _CHANGES + 1
_ARRAYS: Final = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(COLUMNS.values(), 2))
_STORED: Final = f"""
WITH made AS (
  INSERT INTO delivery ({", ".join([*COLUMNS, *CONSTANTS])})
  SELECT {", ".join([*(f"n.{name}" for name in COLUMNS), *CONSTANTS.values()])}
  FROM unnest({_ARRAYS}) AS n ({", ".join(COLUMNS)})
  RETURNING *
)"""


def log_events(event_type: str, rows: str) -> str:
    """Return CTEs that number and store the events of `rows`, which have `id`, `changes` and `place`."""
    return f"""
numbered AS (
  UPDATE event_counter SET number = number + (SELECT count(*) FROM {rows})
  WHERE account_id = $1 RETURNING number - (SELECT count(*) FROM {rows}) AS base
), logged AS (
  INSERT INTO event
  SELECT $1, base + place, 'delivery', id, '{event_type}', changes, now(), 'bench', 'rest', ${{request}},
    gen_random_uuid()
  FROM numbered, {rows}
  RETURNING account_id, number, subject, subject_id, event_type, at
), published AS (
  INSERT INTO outbox SELECT * FROM logged
)"""


def _render_location(end: str) -> str:
    return render_object(
        info=f"coalesce(nullif(d.{end}_address_2, ''), d.{end}_description)",
        description=f"d.{end}_address_1 || ', ' || d.{end}_zip || ' ' || d.{end}_city || ', Denmark'",
        latitude=f"d.{end}_latitude",
        longitude=f"d.{end}_longitude",
    )


_FROM, _TO = render_time("d.delivery_window_start"), render_time("d.delivery_window_end")
_BODY: Final = render_object(
    department="d.department",
    delivery_status="1",
    scheduled_id="d.id",
    packages="d.packages",
    notes="d.notes",
    order="-1",
    labels_url=f"'{PUBLIC_URL}/labels/' || d.id",
    track_url=f"'{PUBLIC_URL}/track/' || d.id",
    estimated_delivery_time=f"{_FROM} || ' - ' || {_TO}",
    pickup_deadline=render_time("d.pickup_window_start"),
    pickup_deadline_to=render_time("d.pickup_window_end"),
    pickup_location=_render_location("pickup"),
    dropoff_location=_render_location("drop_off"),
    pickup_date="d.delivery_date || 'T00:00:00'",
    buyer=render_object(
        name="d.recipient_name",
        phone="trim(d.recipient_phone_dial_code || ' ' || d.recipient_phone_number)",
        email="d.recipient_email",
    ),
    carrier_status=render_object(carrier_status="0", description="'Not Started'"),
)
_EVENTS: Final = f"""new AS (
  SELECT * FROM unnest($2::char(24)[], ${_CHANGES}::jsonb[]) WITH ORDINALITY AS n (id, changes, place)
), {log_events("created", "new").format(request=_REQUEST)}"""
_GRAPHQL: Final = render_object(
    id=GLOBAL_ID, scheduledId="d.id", reference="nullif(d.reference, '')", state="d.state"
)

CREATE: Final = f"{_STORED}, {_EVENTS} SELECT {_BODY}::text FROM made AS d"
CREATE_FOR_GRAPHQL: Final = f"{_STORED}, {_EVENTS} SELECT {_GRAPHQL}::text FROM made AS d"
UPDATE: Final = f"""
WITH asked AS (
  SELECT * FROM unnest($2::char(24)[], $3::text[]) WITH ORDINALITY AS n (id, notes, place)
), old AS (
  SELECT d.id, d.notes AS before, asked.notes AS after, asked.place FROM delivery AS d JOIN asked USING (id)
  WHERE d.account_id = $1 AND d.state = 'CREATED' ORDER BY d.id FOR UPDATE OF d
), changed AS (
  UPDATE delivery AS d SET notes = old.after, updated_at = now() FROM old
  WHERE d.account_id = $1 AND d.id = old.id RETURNING d.*, old.place
), new AS (
  SELECT id, jsonb_build_object('notes', json_build_array(before, after)) AS changes, place FROM old
), {log_events("updated", "new").format(request=4)}
SELECT {_BODY}::text FROM changed AS d ORDER BY d.place
"""
