"""The identity exchange towards other portals: an OpenID provider. Their clients, consents, visits and signing keys."""
