"""What is remembered: models, database, migrations, permission to load, the unit of work and the audit chain."""
