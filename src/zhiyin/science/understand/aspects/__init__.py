"""Which aspects a text speaks of and how it feels about each: a dictionary, clauses, and the clause's own words."""
