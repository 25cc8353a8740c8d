"""A NumPy recurrent network that learns to add binary numbers, one concept a module."""

__version__ = "0.1.0"
