"""The regulation, the desks and the machinery, tried out; the folders mirror the tree above."""
