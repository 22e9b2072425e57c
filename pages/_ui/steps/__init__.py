"""One small form for each step of a ticket, the same on a desk and on the ticket's own page."""
