"""Finds the App of a project: settings, scan, import, factories."""
