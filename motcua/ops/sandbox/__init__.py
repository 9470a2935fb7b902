"""Foreign systems in one small process, with invented people: population register, SMS provider, a bank that signs in.

For the demo and for tests. It answers over HTTP exactly as the portal's adapters ask (docs/sandbox.md), knows nobody
who exists, and keeps nothing: what it was told is gone with the process. No Django here, so that it starts at once.
"""
