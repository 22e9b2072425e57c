"""文件页的部件: the list, drafting, the text parts, the paper as it reads."""
