"""What loading keeps: held loads and what each file was like, rejects that were mended, merged customers, purged snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATES = "state IN ('received', 'done', 'failed', 'undone')"
MORE_STATES = "state IN ('received', 'held', 'done', 'failed', 'replaced', 'undone')"


def upgrade() -> None:
    for column in (
        sa.Column("dates", sa.String(length=20), nullable=True),
        sa.Column("outdated", sa.BigInteger(), nullable=True),
        sa.Column("merged", sa.BigInteger(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("profile", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=True),
    ):
        op.add_column("loads", column)
    _let_loads_be_held_and_replaced()
    op.add_column("snapshots", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("snapshots", sa.Column("calendar", sa.String(length=64), nullable=True))
    op.add_column("rejects", sa.Column("row_key", sa.Text(), nullable=True))
    op.add_column("rejects", sa.Column("ref_hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("rejects", sa.Column("cleared_by", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_rejects_ref_hash"), "rejects", ["ref_hash"], unique=False)
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handle", sa.String(length=20), nullable=False),
        sa.Column("merged_key", sa.BigInteger(), nullable=False),
        sa.Column("kept_key", sa.BigInteger(), nullable=False),
        sa.Column("own_key", sa.BigInteger(), nullable=False),
        sa.Column("known_key", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_merges_load_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_load_id"), "merges", ["load_id"], unique=False)


def _let_loads_be_held_and_replaced() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_loads_state"), "loads", type_="check")
        op.create_check_constraint(op.f("ck_loads_state"), "loads", MORE_STATES)
        return
    # TRICKY: SQLite cannot alter a constraint, and a new table in place of one that others refer to breaks their references. This is
    # the way that its documentation gives for a change that leaves the rows as they are ("Making Other Kinds Of Table Schema Changes").
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'loads'").bindparams(
            before=STATES, after=MORE_STATES
        )
    )
    op.execute(f"PRAGMA schema_version = {int(version) + 1}")
    op.execute("PRAGMA writable_schema = OFF")
