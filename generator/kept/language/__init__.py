"""Reading prose: Markdown, plain text, word lists, numbers, names, and what a sentence asserts. Knows no promise."""
