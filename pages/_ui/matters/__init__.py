"""What a ticket's page tells beyond the matter itself, a module an area: time, supervision, decisions, quality."""
