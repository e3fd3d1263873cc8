"""Load, decide, save: what every channel may ask for."""

from dataclasses import dataclass

from domain.ports import Slices, UsageCounter
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from domain.usecases.rehearsals import Rehearsals
from domain.usecases.settings import SettingsCommands
from domain.usecases.subscriptions import Subscriptions
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from domain.usecases.views import Views


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything that a channel may ask for; `slices` are for long work of its own, `usage` counts calls."""

    access: Access
    administration: Administration
    advice: Rehearsals
    deliveries: DeliveryCommands
    queries: Queries
    settings: SettingsCommands
    sweeps: SweepCommands
    live: Subscriptions
    tokens: TokenCommands
    views: Views
    slices: Slices
    usage: UsageCounter
