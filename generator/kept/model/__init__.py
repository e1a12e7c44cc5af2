"""The nouns: what an organisation writes down, and what one audience may see of it. Frozen and strict."""
