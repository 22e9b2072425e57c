"""The desks: one page each, that asks, shows and tells; what they share stands in _ui, the web around them in _web."""
