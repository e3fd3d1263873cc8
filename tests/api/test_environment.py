"""The environment variables, and the errors for unreadable ones."""

import json
from pathlib import Path

import pytest

from api.environment import UnreadableSetting, read_environment
from api.graphql.transport.persisted.trusted import UnreadableManifest
from api.operations.rate_limit import LeakyBuckets
from api.policy import policy_of


def test_without_variables_everything_is_as_documented() -> None:
    policy = policy_of(read_environment({}))
    assert policy.allowed_origins == ()
    assert policy.buckets == LeakyBuckets(200_000, 20_000)
    assert policy.introspection
    assert not policy.trusted.only


def test_origins_are_listed_with_spaces_or_commas() -> None:
    variables = {"GATEWAY_ALLOWED_ORIGINS": "https://a.example, https://b.example  https://c.example"}
    origins = read_environment(variables).allowed_origins
    assert origins == ("https://a.example", "https://b.example", "https://c.example")


def test_loopback_origins_are_allowed_by_the_demo_alone() -> None:
    assert not policy_of(read_environment({})).loopback_origins
    assert policy_of(read_environment({}), serves_demo=True).loopback_origins


def test_workers_share_an_accounts_limit() -> None:
    variables = {"GATEWAY_RATE_LIMIT": "1000", "GATEWAY_RATE_RESTORED": "100"}
    assert policy_of(read_environment(variables), workers=4).buckets == LeakyBuckets(250, 25)


def test_a_limit_of_0_is_none() -> None:
    assert policy_of(read_environment({"GATEWAY_RATE_LIMIT": "0"})).buckets is None


def test_a_manifest_is_read(tmp_path: Path) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({"a": "{ rules { code } }"}), encoding="utf-8")
    variables = {"GATEWAY_TRUSTED_DOCUMENTS": str(manifest), "GATEWAY_TRUSTED_ONLY": "1"}
    trusted = policy_of(read_environment(variables)).trusted
    assert trusted.by_id["a"] == "{ rules { code } }"
    assert trusted.only
    manifest.unlink()
    with pytest.raises(UnreadableManifest):
        policy_of(read_environment(variables))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GATEWAY_RATE_LIMIT", "-1"),
        ("GATEWAY_RATE_LIMIT", "many"),
        ("GATEWAY_RATE_LIMIT", "1" * 10),
        ("GATEWAY_RATE_LIMIT", "٣"),
        ("GATEWAY_RATE_RESTORED", "0"),
        ("GATEWAY_INTROSPECTION", "off"),
        ("GATEWAY_TRUSTED_ONLY", "yes"),
        ("GATEWAY_TRUSTED_ONLY", "1"),
        ("DATABASE_URL", "postgresql://clerk:a#b@db.example/shop"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_name(name: str, text: str) -> None:
    with pytest.raises(UnreadableSetting, match=name):
        read_environment({name: text})


def test_what_is_secret_is_not_shown_with_the_rest() -> None:
    secrets = {"DATABASE_URL": "postgresql://clerk:hunter2@db.example/shop", "METRICS_TOKEN": "hunter3"}
    environment = read_environment(secrets)
    assert environment.database_url == secrets["DATABASE_URL"]
    assert "hunter" not in repr(environment)
