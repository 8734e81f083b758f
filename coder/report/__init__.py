"""From codings to what an organisation publishes: a summary of responses, and a page to check it by."""
