"""What comes in from elsewhere and goes out to it: tables, the city platform's files."""
