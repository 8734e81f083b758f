"""Millions of answers, tagged in chunks by a saved model: on this machine or on a cluster."""
