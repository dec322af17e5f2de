"""The whole life of an invoice."""
