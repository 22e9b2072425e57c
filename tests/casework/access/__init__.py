"""Who may call which use case, a module an area: each has CASES and, for parts of use cases, PARTS."""
