"""Use of the knowledge base: searches, judgements, corrections, requests, synonyms (办法第十七条)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "kb_synonyms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_synonyms")),
    )
    op.create_table(
        "kb_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_kb_requests_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["kb_entries.id"], name=op.f("fk_kb_requests_entry_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_kb_requests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_requests")),
    )
    op.create_index(
        op.f("ix_kb_requests_asked_by_id"), "kb_requests", ["asked_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_kb_requests_unit_id_state"), "kb_requests", ["unit_id", "state"], unique=False
    )
    op.create_table(
        "kb_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_by", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("answered_number", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["kb_entries.id"], name=op.f("fk_kb_corrections_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["people.id"], name=op.f("fk_kb_corrections_raised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["kb_revisions.id"], name=op.f("fk_kb_corrections_revision_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_kb_corrections_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_corrections")),
    )
    op.create_index(
        op.f("ix_kb_corrections_entry_id"), "kb_corrections", ["entry_id"], unique=False
    )
    op.create_index(
        op.f("ix_kb_corrections_outcome_due_at"),
        "kb_corrections",
        ["outcome", "due_at"],
        unique=False,
    )
    op.create_table(
        "kb_judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_useful", sa.Boolean(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["kb_entries.id"], name=op.f("fk_kb_judgements_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_kb_judgements_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["kb_revisions.id"], name=op.f("fk_kb_judgements_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_judgements")),
        sa.UniqueConstraint(
            "entry_id", "person_id", name=op.f("uq_kb_judgements_entry_id_person_id")
        ),
    )
    op.create_table(
        "kb_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("opened_entry_id", sa.Integer(), nullable=True),
        sa.Column("opened_place", sa.Integer(), nullable=True),
        sa.Column("is_cited", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["opened_entry_id"], ["kb_entries.id"], name=op.f("fk_kb_searches_opened_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_kb_searches_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["kb_requests.id"], name=op.f("fk_kb_searches_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_searches")),
    )
    op.create_index(op.f("ix_kb_searches_asked_at"), "kb_searches", ["asked_at"], unique=False)
    op.create_index(op.f("ix_kb_searches_request_id"), "kb_searches", ["request_id"], unique=False)
    # Added plainly: SQLite would make the table anew in a batch, which what refers to its rows forbids.
    op.execute(
        "ALTER TABLE kb_entries ADD COLUMN settled_from_id INTEGER "
        "CONSTRAINT fk_kb_entries_settled_from_id REFERENCES tickets (id)"
    )


def downgrade() -> None:
    """Back, with what these tables held."""
    with op.batch_alter_table("kb_entries") as batch_op:
        batch_op.drop_column("settled_from_id")

    op.drop_index(op.f("ix_kb_searches_request_id"), table_name="kb_searches")
    op.drop_index(op.f("ix_kb_searches_asked_at"), table_name="kb_searches")
    op.drop_table("kb_searches")
    op.drop_table("kb_judgements")
    op.drop_index(op.f("ix_kb_corrections_outcome_due_at"), table_name="kb_corrections")
    op.drop_index(op.f("ix_kb_corrections_entry_id"), table_name="kb_corrections")
    op.drop_table("kb_corrections")
    op.drop_index(op.f("ix_kb_requests_unit_id_state"), table_name="kb_requests")
    op.drop_index(op.f("ix_kb_requests_asked_by_id"), table_name="kb_requests")
    op.drop_table("kb_requests")
    op.drop_table("kb_synonyms")
