"""One index over all passages: Chroma for meaning, BM25 for words, one filter for both."""
