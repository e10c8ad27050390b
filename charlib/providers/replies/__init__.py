"""What the replies of providers mean."""
