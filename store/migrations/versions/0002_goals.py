"""Goals: one row per decision, only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("metric", sa.String(length=100), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("grain", sa.String(length=10), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comparison", sa.String(length=2), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("meant", sa.String(length=10), nullable=True),
        sa.Column("baseline_value", sa.Double(), nullable=True),
        sa.Column("baseline_start", sa.Date(), nullable=True),
        sa.Column("baseline_end", sa.Date(), nullable=True),
        sa.Column("baseline_n", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("ramp", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION refuse_goal_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'goals are only added to'; END $$
            """
        )
        op.execute(
            """
            CREATE TRIGGER goals_are_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON goals
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_goal_change()
            """
        )
    else:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"""
                CREATE TRIGGER goals_refuse_{change.lower()} BEFORE {change} ON goals
                BEGIN SELECT RAISE(ABORT, 'goals are only added to'); END
                """
            )
