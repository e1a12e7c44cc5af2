"""The site: pages and shells in, a finished folder out, and the last good site replaced by it or untouched."""
