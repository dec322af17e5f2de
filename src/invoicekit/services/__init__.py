"""What the library does, one verb a file, each a function over a unit of work.

A service decides first and writes last; it may be run again, grouped with others or run on an async
engine, so it touches nothing that waits but the unit of work. `run_outbox` is the exception: it
claims in one transaction, works outside, and records in another.
"""
