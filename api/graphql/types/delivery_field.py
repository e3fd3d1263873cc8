from dataclasses import fields
from enum import Enum, EnumMeta
from typing import cast

import strawberry
from strawberry import enum_value

from api.graphql.inputs.delivery import UpdateDeliveryInput
from api.graphql.paths import attribute_path, graphql_path

_NAMES = [each.name for each in fields(UpdateDeliveryInput) if each.name != "id"]
_FIELDS = {
    name.upper(): enum_value(attribute_path(name), description=f"The field `{graphql_path(name)}`.")
    for name in _NAMES
}
DeliveryField = strawberry.enum(
    cast("EnumMeta", Enum("DeliveryField", _FIELDS)),
    description="The fields of `UpdateDeliveryInput` except `id`.",
)
