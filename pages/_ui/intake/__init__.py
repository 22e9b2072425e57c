"""受理席 in its parts: the form and what is known of the call, the answers, earlier tickets, and the ways to finish."""
