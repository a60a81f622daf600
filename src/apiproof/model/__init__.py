"""The nouns that flow: frozen dataclasses, standard library only."""
