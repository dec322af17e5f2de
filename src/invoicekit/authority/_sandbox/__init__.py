"""A tax platform of our own that behaves as the real ones do, for tests and demos.

`platform` is what it knows and decides, `red_forms` the confirmation of red-letter invoices,
`faults` what goes wrong by seed, `server` its HTTP face. Nothing it gives is a 发票 in law.
"""
