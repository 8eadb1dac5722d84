"""Keys, signed envelopes, and whose signatures count."""
