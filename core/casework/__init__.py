"""The use cases, one module per desk: each is one transaction, one action and one step of a ticket's history."""
