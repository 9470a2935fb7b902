"""The motcua command: demo, serve, worker, bench; embedded PostgreSQL."""
