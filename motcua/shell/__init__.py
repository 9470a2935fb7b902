"""Impure plumbing: middleware, queue, clock, vault, template environment, base pages."""
