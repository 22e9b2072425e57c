"""What is measured, each beside something simpler run on the same machine in the same minute."""
