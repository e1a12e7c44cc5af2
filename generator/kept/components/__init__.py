"""What several pages show: cards, marks, records, formats, words, and the context that every page is drawn in."""
