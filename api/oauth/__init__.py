"""OAuth 2.0: client credentials at `/oauth/token`, signed access tokens, and the keys that verify them."""
