"""The limit's reads: one statement each, whose rows are JSON text."""

from typing import Final

from bench.limit.rendering import DELIVERY, HISTORY, render_object
from bench.workload import SIZE

_PAGE: Final = f"""
FROM (
  SELECT * FROM delivery WHERE account_id = $1 AND state <> 'DELETED' ORDER BY id DESC LIMIT {SIZE + 1}
) AS d ORDER BY d.id DESC
"""
ONE: Final = f"""
SELECT {render_object(**DELIVERY)}::text FROM delivery AS d
WHERE d.account_id = $1 AND d.id = $2 AND d.state <> 'DELETED'
"""
PAGE: Final = f"SELECT d.id, {render_object(**DELIVERY)}::text {_PAGE}"
PAGE_WITH_EVENTS: Final = f"SELECT d.id, {render_object(**DELIVERY, history=HISTORY)}::text {_PAGE}"


def _render_areas(name: str) -> str:
    area = render_object(zip_to="z ->> 'zip_to'", zip_from="z ->> 'zip_from'")
    return f"(SELECT json_agg({area}) FROM jsonb_array_elements(s.document -> '{name}') AS z)"


_DAYS: Final = "SELECT json_agg(initcap(w)) FROM jsonb_array_elements_text(s.document -> 'week_days') AS w"
_SETTINGS: Final = render_object(
    week_days_available=f"({_DAYS})",
    delivery_windows="s.document -> 'zone_windows'",
    store_pickup="s.document -> 'store_pickup'",
    pickup_deadline="s.document -> 'pickup_deadline'",
    home_delivery="s.document -> 'home_delivery'",
    delivery_window_start="s.document -> 'delivery_window_start'",
    delivery_window_end="s.document -> 'delivery_window_end'",
    allow_to_send_email="s.document -> 'notify_by_email'",
    allow_to_send_SMS="s.document -> 'notify_by_sms'",
    address="s.document -> 'address'",
    allowed_pickup_areas=_render_areas("pickup_zones"),
    allowed_delivery_areas=_render_areas("delivery_zones"),
)
SETTINGS: Final = f"SELECT {_SETTINGS}::text FROM account_settings AS s WHERE s.account_id = $1"
