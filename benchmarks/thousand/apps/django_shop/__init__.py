"""The same shop in Django: plain views, no REST framework."""
