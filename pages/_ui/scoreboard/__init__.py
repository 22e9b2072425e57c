"""单位考核榜 and 月度考核: the board, a unit's own card, the freeze."""
