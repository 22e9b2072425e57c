"""The parts of 工作日历: the year's notice pasted and looked at, and the working hours."""
