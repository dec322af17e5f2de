"""The migrations, for Alembic to find."""
