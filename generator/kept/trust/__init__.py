"""A Portfolio, an audience and a day to an Edition: approvals, consent, freshness, verdicts. Pure functions only."""
