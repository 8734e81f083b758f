"""Deciding which answer is read next, and keeping what a person decides about it."""
