"""What the hotline knows and does."""
