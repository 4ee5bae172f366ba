"""Servers that store nothing, measured beside the product in the same run."""
