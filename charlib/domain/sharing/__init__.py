"""What several libraries share: records that merge field by field, in any order."""
