"""The map's nouns: journeys, stages, touchpoints, factors."""
