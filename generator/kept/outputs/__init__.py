"""Everything a site offers besides its pages: API, feeds, embeds, tables, structured data."""
