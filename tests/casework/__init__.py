"""The use cases desk by desk, on both databases; every refusal leaves nothing written."""
