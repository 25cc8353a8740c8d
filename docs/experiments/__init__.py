"""Trains networks to find the numbers that the pages quote, and keeps them in results/."""
