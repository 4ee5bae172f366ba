"""The load generator and the scenarios behind `make bench`; how to read them says README.md."""
