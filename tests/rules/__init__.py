"""The regulation as examples: dates with their weekdays, refusals with their sentences."""
