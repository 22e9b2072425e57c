"""All tables of the knowledge base, on the same base as the core's: `from kb.models import Entry`."""

from kb.models.entries import Entry, Revision
from kb.models.use import Correction, Judgement, KnowledgeRequest, SearchRecord
from kb.models.vocabulary import Synonym

__all__ = [
    "Correction",
    "Entry",
    "Judgement",
    "KnowledgeRequest",
    "Revision",
    "SearchRecord",
    "Synonym",
]
