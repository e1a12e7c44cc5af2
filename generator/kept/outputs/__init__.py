"""Everything a site offers beside its pages: API, feeds, embeds, tables, structured data."""
