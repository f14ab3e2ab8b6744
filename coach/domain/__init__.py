"""The words of the product as frozen models, and the tree of failures. Imports nothing of the project."""
