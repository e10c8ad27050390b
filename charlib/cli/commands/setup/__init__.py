"""Commands to start with: folders, accounts, profiles and projects."""
