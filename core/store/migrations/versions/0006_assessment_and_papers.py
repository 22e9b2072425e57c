"""Assessment, hot topics and issued papers (办法第六、十八、二十条), and indexes for what is counted by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "frozen_months",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_months")),
        sa.UniqueConstraint("month", name=op.f("uq_frozen_months_month")),
    )
    op.create_table(
        "hot_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_hot_topics_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["hot_topics.id"], name=op.f("fk_hot_topics_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_hot_topics_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_topics")),
    )
    op.create_index(
        op.f("ix_hot_topics_state_found_at"), "hot_topics", ["state", "found_at"], unique=False
    )
    op.create_table(
        "manual_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_manual_scores_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_scores")),
    )
    op.create_index(
        op.f("ix_manual_scores_month_unit_id_item"),
        "manual_scores",
        ["month", "unit_id", "item"],
        unique=False,
    )
    op.create_table(
        "unit_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("peer_group", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month_id"], ["frozen_months.id"], name=op.f("fk_unit_scores_month_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_scores_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_scores")),
        sa.UniqueConstraint("month_id", "unit_id", name=op.f("uq_unit_scores_month_id_unit_id")),
    )
    op.create_index(op.f("ix_unit_scores_unit_id"), "unit_scores", ["unit_id"], unique=False)
    op.create_table(
        "issued_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.String(length=40), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.String(length=40), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discard_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hot_topics.id"], name=op.f("fk_issued_papers_topic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_papers")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_papers_number")),
    )
    op.create_index(
        op.f("ix_issued_papers_kind_month"), "issued_papers", ["kind", "month"], unique=False
    )
    op.create_table(
        "hot_topic_tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_hot_topic_tickets_ticket_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hot_topics.id"], name=op.f("fk_hot_topic_tickets_topic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_topic_tickets")),
        sa.UniqueConstraint(
            "topic_id", "ticket_id", name=op.f("uq_hot_topic_tickets_topic_id_ticket_id")
        ),
    )
    op.create_index(
        op.f("ix_hot_topic_tickets_ticket_id"), "hot_topic_tickets", ["ticket_id"], unique=False
    )
    op.create_table(
        "score_adjustments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_score_adjustments_contest_id")
        ),
        sa.ForeignKeyConstraint(
            ["month_id"], ["frozen_months.id"], name=op.f("fk_score_adjustments_month_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_score_adjustments_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_adjustments")),
    )
    op.create_index(
        op.f("ix_score_adjustments_month_id"), "score_adjustments", ["month_id"], unique=False
    )
    op.create_index(
        op.f("ix_assignments_dispatched_at"), "assignments", ["dispatched_at"], unique=False
    )
    op.create_index(
        op.f("ix_assignments_due_at_unit_id"), "assignments", ["due_at", "unit_id"], unique=False
    )
    op.create_index(op.f("ix_tickets_closed_at"), "tickets", ["closed_at"], unique=False)
    op.create_index(
        op.f("ix_tickets_lead_unit_id_registered_at"),
        "tickets",
        ["lead_unit_id", "registered_at"],
        unique=False,
    )
    op.create_index(op.f("ix_returns_assignment_id"), "returns", ["assignment_id"], unique=False)
    op.create_index(
        op.f("ix_extensions_assignment_id"), "extensions", ["assignment_id"], unique=False
    )


def downgrade() -> None:
    """Back, with what these tables held."""

    op.drop_index(op.f("ix_extensions_assignment_id"), table_name="extensions")
    op.drop_index(op.f("ix_returns_assignment_id"), table_name="returns")
    op.drop_index(op.f("ix_tickets_lead_unit_id_registered_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_closed_at"), table_name="tickets")
    op.drop_index(op.f("ix_assignments_due_at_unit_id"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_dispatched_at"), table_name="assignments")
    op.drop_index(op.f("ix_score_adjustments_month_id"), table_name="score_adjustments")
    op.drop_table("score_adjustments")
    op.drop_index(op.f("ix_hot_topic_tickets_ticket_id"), table_name="hot_topic_tickets")
    op.drop_table("hot_topic_tickets")
    op.drop_index(op.f("ix_issued_papers_kind_month"), table_name="issued_papers")
    op.drop_table("issued_papers")
    op.drop_index(op.f("ix_unit_scores_unit_id"), table_name="unit_scores")
    op.drop_table("unit_scores")
    op.drop_index(op.f("ix_manual_scores_month_unit_id_item"), table_name="manual_scores")
    op.drop_table("manual_scores")
    op.drop_index(op.f("ix_hot_topics_state_found_at"), table_name="hot_topics")
    op.drop_table("hot_topics")
    op.drop_table("frozen_months")
