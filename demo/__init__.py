"""The demo county: a believable year of the hotline, made by its own use cases (`python -m demo`)."""
