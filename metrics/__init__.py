"""Customers' numbers: what each means, how it is counted, and how sure it is."""

from metrics import processor

processor.choose()  # before anything here loads NumPy
