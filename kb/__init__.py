"""The knowledge base: what the hotline can answer, and how it is found."""
