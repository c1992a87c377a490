"""What holds for customers, whoever asks: who is one person, what their profile is."""
