"""The front ends of the review: whatever draws an answer and reads a key."""
