"""Who ran a load, and who decided that a held one is not to be loaded."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loads", sa.Column("loaded_by", sa.String(length=200), nullable=True))
    op.add_column("loads", sa.Column("dropped_by", sa.String(length=200), nullable=True))
