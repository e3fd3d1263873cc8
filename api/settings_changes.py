"""Changes of some settings at once: the document's own reader judges each of them by itself."""

from collections.abc import Mapping, Sequence

from domain.errors import Refused, Violation
from domain.model.settings import Settings
from domain.rules.form_reader import malformed_field
from persistence.rows.document import SettingsDocumentError, within_bounds
from persistence.rows.settings import kept_settings, settings_document


def amended(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """The settings with these members of their document; raises `Refused` with every one that is not good."""
    document = settings_document(settings)
    refused = [broken for name, value in changes.items() for broken in _broken(document, name, value)]
    if refused:
        raise Refused(refused)
    try:
        return kept_settings({**document, **changes})
    except SettingsDocumentError as error:  # each is good by itself, but not with the others
        raise Refused([malformed_field(error.path, error.requirement)]) from error


def _broken(document: Mapping[str, object], name: str, value: object) -> Sequence[Violation]:
    try:
        within_bounds(value, name)
        kept_settings({**document, **_WIDE, name: value})
    except SettingsDocumentError as error:
        return [malformed_field(error.path, error.requirement)]
    return ()


# The two ends of one window are judged together, once each is good by itself.
_WIDE = {"delivery_window_start": "00:00", "delivery_window_end": "23:59"}
