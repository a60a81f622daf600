"""No app, no database: what pytest itself costs (the driver gives this one empty tests)."""
