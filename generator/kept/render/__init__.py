"""From an edition to pages and assets: HTML, drawings, pictures and feeds. Pure: no clock, no network."""
