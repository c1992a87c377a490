"""What a text says: how its writer feels about it, and about which aspects."""
