"""The agency tree, memberships; turns a login into an Actor."""
