"""What libraries share: records joined field by field, in packs and in a shared cast."""
