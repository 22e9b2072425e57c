"""The parts of 督办席 and 督查台."""
