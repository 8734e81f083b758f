"""The review screens (Textual) and the line-by-line front ends; the only room that draws."""

import os

# Textual waits up to a sixtieth of a second before each of the two passes that draw an answer: half of what
# a person would wait for the next one. It reads this when it is imported.
os.environ.setdefault("TEXTUAL_FPS", "250")
