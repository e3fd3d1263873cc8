from starlette.applications import Starlette

from domain.usecases import UseCases


def legacy_app(_usecases: UseCases, _public_url: str) -> Starlette:
    """The documented paths, to be mounted at the root."""
    return Starlette()
