"""Millions of answers, tagged in chunks by a saved model: on this machine or on a cluster.

The output folder of `tag`:

    part-00000.parquet ...  the input's columns, then id, codes, probabilities, zone, rules, model (and evidence)
    problems.parquet        rows that could not be used: file, row, column, reason, value
    manifest.json           inputs, model, options, parts, counts, versions (manifest.py)
    model/                  the model that was used, as `coder model save` writes it
    .lock                   held while a run is at work

Columns of CSV files stay text, those of Parquet keep their types; one that a file lacks is empty there, types that
differ become text. An input column with the name of one of ours becomes `input.NAME`. A row of text, or a cell of
Parquet, of more than 2 MB cannot be used.

Afterwards `summary.summarise` says what was proposed, and `audit.draw` and `audit.count` how many really raised it.
"""

from coder.bulk.run import Done, tag

__all__ = ["Done", "tag"]
