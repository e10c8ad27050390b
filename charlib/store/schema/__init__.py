"""The schema: SQLModel tables for migrations and users, column lists for SQL, upgrades."""
