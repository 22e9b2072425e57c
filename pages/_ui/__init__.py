"""What every desk shares: the shell with its guard, one way to attempt a write, tables and words."""
