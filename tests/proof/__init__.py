"""Proofs by force: processes that are killed, disks that fail, bad answers, hostile input."""
