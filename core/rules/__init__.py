"""The regulation: tables and pure functions, standard library only, no clock."""
