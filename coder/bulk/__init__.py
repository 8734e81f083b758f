"""Millions of answers, tagged in chunks by a saved model: on this machine or on a cluster.

The output folder of `tag`:

    part-00000.parquet ...  the input's columns, then id, codes, probabilities, zone, rules, model (and evidence)
    problems.parquet        rows that could not be used: file, row, column, reason, value
    manifest.json           inputs, model, options, parts, counts, versions (manifest.py)
    model/                  the model that was used, as `coder model save` writes it
    .lock                   held while a run is at work

Afterwards `summary.summarise` says what was proposed, and `audit.draw` and `audit.count` how many really raised it.
"""

from coder.bulk.run import Done, tag

__all__ = ["Done", "tag"]
