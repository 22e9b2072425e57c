"""Papers that are printed and signed: pure texts in, Word files out."""
