"""How many raised a theme, with an interval that holds: from arrays, without any project."""
