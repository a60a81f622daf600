"""The operations of connexion apps, from 3 on."""
