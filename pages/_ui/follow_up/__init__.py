"""What the 回访席 and the 抽查 page are drawn from: their lists, the number to call, the city's list."""
