"""Closed periods and cut-offs, set and shown."""

from tests.api.graphql.client import THURSDAY, Client, delivery, list_violations

CALENDAR = "closedPeriods { firstDate lastDate } cutOffs { weekDay daysBefore time }"
UPDATE = f"""mutation($input: UpdateSettingsInput!) {{ updateSettings(input: $input) {{
  settings {{ {CALENDAR} }} violations {{ index path code message }} }} }}"""


async def test_closed_periods_and_cut_offs_are_settings(merchant: Client) -> None:
    assert (await merchant.ask(f"{{ settings {{ {CALENDAR} }} }}"))["settings"] == {
        "closedPeriods": [],
        "cutOffs": [],
    }
    calendar = {
        "closedPeriods": [{"firstDate": THURSDAY, "lastDate": THURSDAY}],
        "cutOffs": [{"weekDay": "THURSDAY", "daysBefore": 0, "time": "24:00"}],
    }
    payload = (await merchant.ask(UPDATE, input=calendar))["updateSettings"]
    assert payload == {"settings": calendar, "violations": []}
    refused = await merchant.do("createDeliveries", {"deliveries": [delivery()]})
    assert list_violations(refused) == [
        (0, "deliveryDate", "DATE_CLOSED"),
        (0, "deliveryDate", "CUT_OFF_PASSED"),
    ]
    bad = {"closedPeriods": [{"firstDate": THURSDAY, "lastDate": "2018-04-04"}]}
    payload = (await merchant.ask(UPDATE, input=bad))["updateSettings"]
    assert list_violations(payload) == [(0, "closedPeriods.0.lastDate", "MALFORMED_REQUEST")]
