"""Measures the program against plain SQL on the same files."""
