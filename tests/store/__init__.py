"""What is remembered, and that it stays so."""
