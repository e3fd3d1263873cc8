"""Send random requests by schemathesis, for some minutes, by hand: make fuzz.

More than a thousand examples each of the GraphQL schema and of the REST calls: no 5xx, no masked error, no
answer that is not as described. A small share of it is part of make test.
"""

import json
import os
import subprocess

import bootstrap
from clients import PYTHON, ROOT, gateway, output, outside, run

FUZZ = ROOT / "tests" / "fuzz"
TOOLS = ROOT / "tools"
ENVIRONMENT = ROOT / ".venv" / "fuzz"
# Not its `not_a_server_error`, which counts every GraphQL error in a field as a server error.
CHECKS = "response_schema_conformance,content_type_conformance,check_unexpected_errors"
SCOPES = ("deliveries:read", "deliveries:write", "settings:read", "settings:write", "sweeps:write", "admin")
EXAMPLES = {"schema.graphql": 100, "openapi.json": 400}  # for each operation: well over 1,000 in all


def main() -> None:
    """Exit with 1 if schemathesis finds anything."""
    uv = bootstrap.usable_uv() or bootstrap.install_uv()
    wanted = ("--locked", "--quiet", "--only-group", "fuzz", "--python", str(PYTHON))
    bootstrap.fetch(uv, "sync", *wanted, folder=ROOT, variables={"UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)})
    (FUZZ / "schema.graphql").write_text(output(PYTHON, "-m", "api.graphql.sdl"), encoding="utf-8")
    with gateway(GATEWAY_RATE_LIMIT="0") as running:
        url, token = running["GATEWAY_URL"], token_of_all(running)
        fuzz("schema.graphql", f"{url}/graphql", token)
        fuzz("openapi.json", url, token)


def token_of_all(running: "dict[str, str]") -> str:
    """Return a token of the demo's account with all scopes."""
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    command = [str(PYTHON), "-m", "api", "tokens", "create", "demo", "--json", *scopes]
    environment = {**outside(), **running}
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout
    token: str = json.loads(told)[0]["token"]
    return token


def fuzz(schema: str, url: str, token: str) -> None:
    """Run schemathesis over one description."""
    options = ("--url", url, "--header", f"Token:{token}", "--phases", "fuzzing", "--checks", CHECKS)
    examples = os.environ.get("EXAMPLES") or str(EXAMPLES[schema])
    variables = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(TOOLS)}
    command = ENVIRONMENT / "bin" / "schemathesis"
    run(command, "run", schema, *options, "--max-examples", examples, folder=FUZZ, environment=variables)


if __name__ == "__main__":
    main()
