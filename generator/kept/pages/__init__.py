"""One module for each page, named after its address."""
