"""A whole year of the county at once: people act as they may, and a second reading of the rules judges it."""
