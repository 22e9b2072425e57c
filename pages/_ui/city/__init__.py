"""市平台导入 and 回传, piece by piece: the file being taken in, what became of others, what goes back."""
