"""Questions answered: lists, dossiers and likenesses, always from what the person may see."""
