"""指标: one definition each for screens, documents, exports and lists, counted by the database."""
