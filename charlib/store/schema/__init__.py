"""The schema: SQLModel tables for migrations and people, column lists for SQL, upgrades."""
