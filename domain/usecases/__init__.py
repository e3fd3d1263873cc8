"""Load, decide, save: what every door may ask for."""

from dataclasses import dataclass

from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.advice import Advice
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from domain.usecases.sweeps import SweepCommands


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything a door may ask for."""

    access: Access
    administration: Administration
    advice: Advice
    deliveries: DeliveryCommands
    queries: Queries
    sweeps: SweepCommands
