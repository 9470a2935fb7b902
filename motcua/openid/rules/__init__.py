"""What is decided without a database: what a scope gives, which step comes next, which addresses are sound."""
