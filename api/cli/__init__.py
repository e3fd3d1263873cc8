"""The command `delivery-gateway`: `serve`, and commands for operators."""

import sys

import typer

from api.cli import accounts, keys, settings, tokens
from api.cli.output import fail, fail_refused
from api.cli.serve import serve
from api.cli.usage_command import usage
from api.environment import UnreadableSetting
from api.graphql.transport.persisted.trusted import UnreadableManifest
from domain.errors import Refused, Unavailable
from persistence.embedded import EmbeddedPostgresError
from persistence.errors import DatabaseUnusable

app = typer.Typer(
    name="delivery-gateway",
    help="A GraphQL gateway over scheduled deliveries with the documented legacy REST calls.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(usage)
app.add_typer(accounts.app, name="accounts", help="Accounts of merchants.")
app.add_typer(tokens.app, name="tokens", help="API tokens of an account.")
app.add_typer(keys.app, name="keys", help="The keys that sign access tokens.")
app.add_typer(settings.app, name="settings", help="Settings of an account.")


def main() -> None:
    """Run the command line; an error that an operator can correct is one line, not a traceback."""
    try:
        app()
    except (DatabaseUnusable, EmbeddedPostgresError, UnreadableManifest, UnreadableSetting) as error:
        sys.exit(fail(*str(error).split("\n")).exit_code)
    except Unavailable:
        sys.exit(fail("the database does not answer just now, try again").exit_code)
    except Refused as refused:
        sys.exit(fail_refused(refused).exit_code)
