"""What several pages show: cards, quotes, records, formats, words, and the context in which pages are made."""
