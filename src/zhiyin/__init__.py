"""Zhiyin 知音: a customer experience management platform."""
