"""What replies of providers mean."""
