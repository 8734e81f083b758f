"""Synthetic answers of any number: made by `generator`, said by nobody."""
