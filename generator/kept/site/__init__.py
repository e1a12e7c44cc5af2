"""Makes the finished folder of a site from pages and shells.

The last good site is replaced as a whole, or not at all.
"""
