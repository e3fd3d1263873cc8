"""What can be asked for at each channel, and the scope it needs."""

from api.graphql.global_ids import encode_id
from domain.model.auth import Scope
from tests.api.graphql.client import NOWHERE, THURSDAY

RAW_ID = "5ab3b4cb038cbe9805c957b1"
IDS = f'input: {{ids: ["{NOWHERE}"]}}'
PLACE = '{zip: "2100", city: "København", address1: "Kattegatvej 53"}'
NAMELESS = f'{{recipient: {{name: ""}}, deliveryDate: "{THURSDAY}", pickup: {PLACE}, dropOff: {PLACE}}}'
READS = {
    f'delivery(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    "deliveries { nodes { id } }": Scope.DELIVERIES_READ,
    f'sweep(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    "deliveries { totalCount }": Scope.DELIVERIES_READ,
    f'delivery(id: "{NOWHERE}", asOf: "2018-01-01T00:00:00Z") {{ id }}': Scope.DELIVERIES_READ,
    f'slots(zip: "2100", from: "{THURSDAY}", to: "{THURSDAY}") {{ open }}': Scope.DELIVERIES_READ,
    f'rehearseDeliveryUpdates(input: {{deliveries: [{{id: "{NOWHERE}"}}]}}) {{ violations {{ code }} }}': (
        Scope.DELIVERIES_WRITE
    ),
    f"rehearseDeliveries(input: {{deliveries: [{NAMELESS}]}}) {{ violations {{ code }} }}": (
        Scope.DELIVERIES_WRITE
    ),
    "sweeps { nodes { id } }": Scope.DELIVERIES_READ,
    "tokens { nodes { id } }": Scope.ADMIN,
    "settings { country }": Scope.SETTINGS_READ,
}
# Only the id says which scope is needed.
NODES = {
    f'node(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    f'node(id: "{encode_id("Sweep", RAW_ID)}") {{ id }}': Scope.DELIVERIES_READ,
    f'node(id: "{encode_id("Settings", "demo")}") {{ id }}': Scope.SETTINGS_READ,
    f'node(id: "{encode_id("Settings", "demo-2")}") {{ id }}': Scope.SETTINGS_READ,
    f'node(id: "{encode_id("PickupStore", "1")}") {{ id }}': Scope.SETTINGS_READ,
    f'node(id: "{encode_id("ApiToken", RAW_ID)}") {{ id }}': Scope.ADMIN,
    f'nodes(ids: ["garbage", "{encode_id("ApiToken", "garbage")}"]) {{ id }}': Scope.ADMIN,
}
ANYBODY = (
    "rules { code }",
    "viewer { account { id } token { id } }",
    'node(id: "garbage") { id }',
    'nodes(ids: ["garbage"]) { id }',
    f'node(id: "{encode_id("Account", "demo")}") {{ id }}',
)
WRITES = {
    f"createDeliveries(input: {{deliveries: [{NAMELESS}]}}) {{ violations {{ code }} }}": (
        Scope.DELIVERIES_WRITE
    ),
    f"deleteDeliveries({IDS}) {{ violations {{ code }} }}": Scope.DELIVERIES_WRITE,
    f'updateDeliveries(input: {{deliveries: [{{id: "{NOWHERE}"}}]}}) {{ violations {{ code }} }}': (
        Scope.DELIVERIES_WRITE
    ),
    f'planSweep(input: {{day: "{THURSDAY}", deliveryIds: ["{NOWHERE}"]}}) {{ violations {{ code }} }}': (
        Scope.SWEEPS_WRITE
    ),
    f'unplanSweep(input: {{id: "{NOWHERE}"}}) {{ violations {{ code }} }}': Scope.SWEEPS_WRITE,
    f'startSweep(input: {{id: "{NOWHERE}"}}) {{ violations {{ code }} }}': Scope.SWEEPS_WRITE,
    f"deleteDeliveries({IDS[:-1]}, errorPolicy: PER_ITEM}}) {{ violations {{ code }} }}": (
        Scope.DELIVERIES_WRITE
    ),
    'updateSettings(input: {country: ""}) { violations { code } }': Scope.SETTINGS_WRITE,
    'removeStore(input: {id: ""}) { violations { code } }': Scope.SETTINGS_WRITE,
    'addStore(input: {name: "", zip: "", city: "", address1: ""}) { violations { code } }': (
        Scope.SETTINGS_WRITE
    ),
    'createToken(input: {name: "", scopes: []}) { violations { code } }': Scope.ADMIN,
    'revokeToken(input: {id: ""}) { violations { code } }': Scope.ADMIN,
    f"finishDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"failDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"keepDeliveriesForRedelivery({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"returnDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
}
CALLS = {
    ("GET", "/v1/settings/config"): Scope.SETTINGS_READ,
    ("POST", "/v1.3/scheduled/create"): Scope.DELIVERIES_WRITE,
    ("POST", "/v1.3/scheduled/update"): Scope.DELIVERIES_WRITE,
    ("GET", "/v1.3/scheduled"): Scope.DELIVERIES_READ,
    ("GET", "/v1.3/scheduled/5ab3b4cb038cbe9805c957b1"): Scope.DELIVERIES_READ,
    ("DELETE", "/v1/scheduled?scheduled_id=5ab3b4cb038cbe9805c957b1"): Scope.DELIVERIES_WRITE,
    ("DELETE", "/v1/scheduled/5ab3b4cb038cbe9805c957b1"): Scope.DELIVERIES_WRITE,
}
