"""Words of the house: kinds, ids, table specifications, profiles, the graph value."""
