"""Who customers are to us: what they are worth, whether they stay, what they may need next, how they are tied to us."""
