"""Questions answered, always from what the person may see."""
