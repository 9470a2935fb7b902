"""What the administration of rights means: rosters and the letters that carry them. Pure."""
