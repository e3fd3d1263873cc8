from tests.api.graphql.client import THURSDAY, Client


async def test_zones_may_be_single_zip_codes_and_excluded_ones(merchant: Client) -> None:
    query = """mutation($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings {
      deliveryZones { zipFrom zipTo excluded } } } }"""
    zones = [{"zipFrom": "2000", "zipTo": "2999"}, {"zipFrom": "21 50", "excluded": True}]
    shown = (await merchant.ask(query, input={"deliveryZones": zones}))["updateSettings"]["settings"]
    assert shown["deliveryZones"] == [
        {"zipFrom": "2000", "zipTo": "2999", "excluded": False},
        {"zipFrom": "21 50", "zipTo": "21 50", "excluded": True},
    ]
    slots = (
        f"""query($zip: String!) {{ slots(zip: $zip, from: "{THURSDAY}", to: "{THURSDAY}") {{ open }} }}"""
    )
    found = [(await merchant.ask(slots, zip=each))["slots"] for each in ("dk-2100", "2150", "DK 21-50")]
    assert found == [[{"open": True}], [{"open": False}], [{"open": False}]]
