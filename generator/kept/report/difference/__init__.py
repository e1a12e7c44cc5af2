"""What a change does to both sites, for whoever decides on it: values first, then four ways to write them down."""
