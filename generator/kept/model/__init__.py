"""The data models: what an organisation writes, and what each audience may see of it. All are frozen and strict."""
