"""The gate: every connection is to a database that apiproof made.

Two nets, one behind the other. The first redirects: `sqlite3.connect` and SQLAlchemy's `do_connect`
map what the app asks for to a private file. The second refuses: an audit hook below `sqlite3` and
guards in the drivers of servers stop whatever went round the first.
"""
