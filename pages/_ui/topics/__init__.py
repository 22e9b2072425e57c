"""The parts of the page of hot topics."""
