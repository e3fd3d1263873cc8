"""Load, decide, save: what every door may ask for."""

from dataclasses import dataclass

from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.advice import Advice
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.live import Live
from domain.usecases.per_item import PerItemCommands
from domain.usecases.queries import Queries
from domain.usecases.settings import SettingsCommands
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything a door may ask for."""

    access: Access
    administration: Administration
    advice: Advice
    deliveries: DeliveryCommands
    per_item: PerItemCommands
    queries: Queries
    settings: SettingsCommands
    sweeps: SweepCommands
    live: Live
    tokens: TokenCommands
