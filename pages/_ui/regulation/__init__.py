"""The parts of 制度: the text with its numbers, the history of each, and the lead's two steps."""
