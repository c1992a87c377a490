"""What purchases and contracts tell about customers: worth, staying and leaving (METHODS A9, A10, A11, G)."""
