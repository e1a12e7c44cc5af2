"""One module per page, named as its address."""
