import ipaddress
from typing import Annotated

import typer

from api.cli.output import fail


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)] = 1,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add demo accounts with fixed tokens; loopback hosts only.")
    ] = False,
    # For tests, which run Postgres in memory and wait less.
    durable: Annotated[bool, typer.Option("--durable/--not-durable", hidden=True)] = True,
    client_seconds: Annotated[float | None, typer.Option(hidden=True)] = None,
) -> None:
    """Serve GraphQL and the legacy REST paths, with an embedded Postgres unless DATABASE_URL is set."""
    if demo and not is_loopback(host):
        raise fail(f"--demo has publicly known tokens, so it is refused on {host}: use 127.0.0.1")
    from api.cli.serve_command import ServeCommand  # noqa: PLC0415 - half of the start-up time, which other commands do not need

    ServeCommand(host, port, workers, client_seconds, demo=demo, durable=durable).run()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
