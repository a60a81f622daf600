"""The clients, and the recording of Exchanges at the App's edge."""
