"""Which token made a token, and which are the demo's."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import lock_tables

revision: str = "46ad99547ab6"
down_revision: str | None = "c41f0d7be8a3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The hashes of `demo`, `demo-2` and `demo-dispatcher`. What these have made is known by its event: the
# operator's tokens have had none, and no account but the demo's has such an id.
MARK_DEMO = """
    UPDATE api_token SET demo = true WHERE token_hash IN (
        '2a97516c354b68848cdbd8f54a226a0a55b21ed138e207ad6c5cbb9c00aa5aea',
        'c4b887415867511379218b2aeb2e7daf360eb7adb33f74608f348288aa9eb18a',
        'e328c4ce7c061cfa335f2cd0466e9b9c748b7b44aded206bc8c15097538f6a68'
    ) OR account_id IN ('demo', 'demo-2') AND EXISTS (
        SELECT FROM event WHERE event.account_id = api_token.account_id
        AND event.subject = 'token' AND event.subject_id = api_token.id AND event.happening = 'created'
    )
"""


def upgrade() -> None:
    lock_tables("api_token")
    op.add_column("api_token", sa.Column("made_by", sa.CHAR(length=24, collation="C"), nullable=True))
    op.add_column("api_token", sa.Column("demo", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(MARK_DEMO)


def downgrade() -> None:
    op.drop_column("api_token", "demo")
    op.drop_column("api_token", "made_by")
