"""Conversion of the domain's values to response bodies of this dialect; the order of keys is documented."""

from collections.abc import Mapping, Sequence

from domain.model.delivery import Delivery, State
from domain.model.location import Location
from domain.model.recipient import Recipient
from domain.model.settings import Settings
from domain.model.zones import ZipRange, ZoneWindow
from legacy_rest.links import Links
from legacy_rest.scheduled.countries import country_name

Body = Mapping[str, object]

NOT_STARTED = (0, "Not Started")
NOT_DELIVERED = (8, "Not Delivered")
# A deleted delivery is in replayed answers only, with its last state.
STATUSES: Mapping[State, int] = {
    State.DELETED: 1,
    State.CREATED: 1,
    State.PLANNED: 2,
    State.IN_PROGRESS: 2,
    State.FINISHED: 3,
    State.NOT_RECEIVED: 4,
    State.FOR_REDELIVERY: 5,
    State.RETURNED: 6,
}
CARRIER_STATUSES: Mapping[State, tuple[int, str]] = {
    State.DELETED: NOT_STARTED,
    State.CREATED: NOT_STARTED,
    State.PLANNED: NOT_STARTED,
    State.IN_PROGRESS: (9, "On The Way"),
    State.FINISHED: (7, "Delivered"),
    State.NOT_RECEIVED: NOT_DELIVERED,
    State.FOR_REDELIVERY: NOT_STARTED,
    State.RETURNED: NOT_DELIVERED,
}


def delivery_body(delivery: Delivery, links: Links, country_code: str) -> Body:
    booking = delivery.booking
    carrier_status, description = CARRIER_STATUSES[delivery.state]
    return {
        "department": booking.department,
        "delivery_status": STATUSES[delivery.state],
        "scheduled_id": delivery.id,
        "packages": booking.packages,
        "notes": booking.notes,
        "order": -1 if delivery.position is None else delivery.position,
        "labels_url": links.labels(delivery.id),
        "track_url": links.track(delivery.id),
        "estimated_delivery_time": str(delivery.estimate or booking.delivery_window),
        "pickup_deadline": str(booking.pickup_window.start),
        "pickup_deadline_to": str(booking.pickup_window.end),
        "pickup_location": _location_body(booking.pickup, country_code),
        "dropoff_location": _location_body(booking.drop_off, country_code),
        "pickup_date": f"{booking.delivery_date.isoformat()}T00:00:00",
        "buyer": _buyer_body(booking.recipient),
        "carrier_status": {"carrier_status": carrier_status, "description": description},
    }


def _location_body(location: Location, country_code: str) -> Body:
    return {
        "info": location.address_2 or location.description,
        "description": f"{location.one_line}, {country_name(country_code)}",
        "latitude": location.latitude,
        "longitude": location.longitude,
    }


def _buyer_body(recipient: Recipient) -> Body:
    phone = recipient.phone
    return {
        "name": recipient.name,
        "phone": f"{phone.dial_code} {phone.number}".strip() if phone else "",
        "email": recipient.email,
    }


def settings_body(settings: Settings) -> Body:
    return {
        "week_days_available": [day.english for day in sorted(settings.week_days)],
        "delivery_windows": [_zone_window_body(offer) for offer in settings.zone_windows],
        "store_pickup": settings.store_pickup,
        "pickup_deadline": str(settings.pickup_deadline),
        "home_delivery": settings.home_delivery,
        "delivery_window_start": str(settings.delivery_window_start),
        "delivery_window_end": str(settings.delivery_window_end),
        "allow_to_send_email": settings.notify_by_email,
        "allow_to_send_SMS": settings.notify_by_sms,
        "address": settings.address,
        "allowed_pickup_areas": _area_bodies(settings.pickup_zones),
        "allowed_delivery_areas": _area_bodies(settings.delivery_zones),
    }


def _zone_window_body(offer: ZoneWindow) -> Body:
    return {
        "zip_from": offer.zone.zip_from,
        "zip_to": offer.zone.zip_to,
        "time_from": str(offer.window.start),
        "time_to": str(offer.window.end),
    }


def _area_bodies(zones: Sequence[ZipRange]) -> Sequence[Body]:
    """Return the ranges of a list of zones; this dialect has no way to show the excluded ones."""
    return [{"zip_to": each.zip_to, "zip_from": each.zip_from} for each in zones if not each.excluded]
