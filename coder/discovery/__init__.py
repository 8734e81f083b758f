"""What nobody thought to ask: clusters, their names, campaigns, and words in context."""
