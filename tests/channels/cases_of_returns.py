"""Cases of returns, in which pickup and drop-off swap their parts in the rules about stores and zones."""

from domain.errors import Code
from domain.rules.form_reader import Form
from tests.channels.case import Standing
from tests.channels.case_items import item
from tests.channels.cases_of_bookings import AARHUS, ONLY_2100, accept, at, refuse

STORE = {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
HOME = {**STORE, "address_1": "Kattegatvej 57"}


def bring_back(**changes: object) -> Form:
    """A return from the usual drop-off to the usual pickup, which some cases make an own store."""
    return item(kind="RETURN", **at("pickup", **HOME), **at("drop_off", **STORE), **changes)


RETURNS = (
    accept("a return to an own store is not dropshipping", bring_back(), own_store=True, dropshipping=False),
    refuse(
        "a return to another place than a store",
        item(kind="RETURN"),
        (Code.DROPSHIPPING_NOT_ALLOWED, "drop_off"),
        own_store=True,
        dropshipping=False,
    ),
    accept("a return to any place where dropshipping is on", item(kind="RETURN"), own_store=True),
    refuse(
        "a return from outside the delivery zones",
        item(kind="RETURN", **at("pickup", **AARHUS)),
        (Code.DELIVERY_ZONE_NOT_ALLOWED, "pickup.zip"),
        delivery_zones=ONLY_2100,
    ),
    refuse(
        "a return to outside the pickup zones",
        item(kind="RETURN", **at("drop_off", **AARHUS)),
        (Code.PICKUP_ZONE_NOT_ALLOWED, "drop_off.zip"),
        pickup_zones=ONLY_2100,
    ),
    accept(
        "a return from outside the pickup zones",
        item(kind="RETURN", **at("pickup", **AARHUS)),
        pickup_zones=ONLY_2100,
    ),
    refuse(
        "a return to an own store without either service",
        bring_back(),
        (Code.SERVICE_NOT_OFFERED, "pickup"),
        (Code.SERVICE_NOT_OFFERED, "drop_off"),
        own_store=True,
        store_pickup=False,
        home_delivery=False,
    ),
    accept(
        "a return from an own store needs no store pickup",
        item(kind="RETURN"),
        own_store=True,
        store_pickup=False,
    ),
    *(
        accept(f"a return of a delivery that is {each.name.lower()}", bring_back(returned_delivery_id=each))
        for each in (Standing.CREATED, Standing.FINISHED)
    ),
    *(
        refuse(
            f"a return of a delivery that is {each.name.lower()}",
            bring_back(returned_delivery_id=each),
            (Code.RETURNED_DELIVERY_UNKNOWN, "returned_delivery_id"),
        )
        for each in (Standing.DELETED, Standing.FOREIGN, Standing.UNKNOWN, Standing.NO_ID)
    ),
    accept("a return of nothing that is named", bring_back(returned_delivery_id=None)),
)
