"""Files of answers into records: `inspect` guesses the layout, `read` gives a Batch."""

from coder.ingest.batch import Batch, reasons
from coder.ingest.guess import Guess, inspect
from coder.ingest.layout import Layout
from coder.ingest.reading import read

__all__ = ["Batch", "Guess", "Layout", "inspect", "read", "reasons"]
