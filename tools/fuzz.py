"""Send random requests by schemathesis, for some minutes, by hand: make fuzz.

A hundred examples of each field of the GraphQL schema, and a thousand of each REST call by the document
that the gateway serves: no 5xx, no masked error, no answer that is not as described. A small share of it is
part of make test.
"""

import json
import os
import subprocess

import bootstrap
from clients import PYTHON, ROOT, gateway, output, outside, run

TOOLS = ROOT / "tools"
ENVIRONMENT = ROOT / ".venv" / "fuzz"
# Not its `not_a_server_error`, which counts every GraphQL error in a field as a server error.
CHECKS = (
    "response_schema_conformance,content_type_conformance,status_code_conformance,negative_data_rejection,"
    "check_unexpected_errors"
)
SCOPES = ("deliveries:read", "deliveries:write", "settings:read", "settings:write", "sweeps:write", "admin")
SCHEMA = "schema.graphql"
EXAMPLES = {SCHEMA: "100", "openapi.json": "1000"}  # for each operation


def main() -> None:
    """Exit with 1 if schemathesis finds anything."""
    uv = bootstrap.usable_uv() or bootstrap.install_uv()
    wanted = ("--locked", "--quiet", "--only-group", "fuzz", "--python", str(PYTHON))
    bootstrap.fetch(uv, "sync", *wanted, folder=ROOT, variables={"UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)})
    (ENVIRONMENT / SCHEMA).write_text(output(PYTHON, "-m", "api.graphql.sdl"), encoding="utf-8")
    with gateway(GATEWAY_RATE_LIMIT="0") as running:
        url, token = running["GATEWAY_URL"], token_of_all(running)
        fuzz(EXAMPLES[SCHEMA], token, SCHEMA, "--url", f"{url}/graphql")
        fuzz(EXAMPLES["openapi.json"], token, f"{url}/openapi.json")


def token_of_all(running: "dict[str, str]") -> str:
    """Return a token of the demo's account with all scopes."""
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    command = [str(PYTHON), "-m", "api", "tokens", "create", "demo", "--json", *scopes]
    environment = {**outside(), **running}
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout
    token: str = json.loads(told)[0]["token"]
    return token


def fuzz(examples: str, token: str, *description: str) -> None:
    """Run schemathesis over one description, a file or what the gateway serves."""
    options = ("--header", f"Token:{token}", "--phases", "fuzzing", "--checks", CHECKS)
    examples = os.environ.get("EXAMPLES") or examples
    variables = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(TOOLS)}
    command = ENVIRONMENT / "bin" / "schemathesis"
    arguments = (*description, *options, "--max-examples", examples)
    run(command, "run", *arguments, folder=ENVIRONMENT, environment=variables)


if __name__ == "__main__":
    main()
