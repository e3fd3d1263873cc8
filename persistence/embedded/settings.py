"""What the embedded server is told at its start."""

from pathlib import Path

from persistence.embedded.postmaster_file import PORT

GENERAL = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",  # our statements are short, compiling them costs more than it brings
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Starts, stops and crashes; refused statements are the gateway's to tell, so that the file hardly grows.
    "log_min_messages": "log",
    "log_checkpoints": "off",
}


def arguments(cluster: Path, socket_folder: Path, *, durable: bool) -> list[str]:
    """Return the command line's arguments; with `durable=False` a loss of power may cost the data."""
    quoted = str(socket_folder).replace('"', '""')  # it is a list, in which a comma or a space separates
    safety = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on" if durable else "off")
    settings = GENERAL | {"unix_socket_directories": f'"{quoted}"'} | safety
    return ["-D", str(cluster), *(f"--{name}={value}" for name, value in settings.items())]
