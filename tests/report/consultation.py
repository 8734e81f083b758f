"""The worked example as a project, and a small one with respondents who were promised something."""

from __future__ import annotations

from pathlib import Path

import corpora
from coder import Project
from coder.codebook import parse_yaml, read_yaml
from coder.ingest import Layout

ONS = corpora.path("ons-user-engagement")

CODEBOOK = """
title: A park
codes:
  - path: paths
    name: Paths
    definition: The state of the paths.
  - path: dogs
    name: Dogs
    definition: Dogs and their owners.
  - path: benches
"""

ANSWERS = """id,comment,kind,privacy,who,received
p1,The paths are muddy from October until spring and nobody mends them,Resident,public,North Ward Walkers,2024-03-01
p2,Mend the paths before somebody breaks a leg on the steps,Club,public,Ramblers,2024-03-05
p3,Dogs run free near the playground and their owners laugh,Resident,anonymous,Olga Petrovna Sommer,2024-03-05
p4,My dog was bitten twice by the grey one from number nine last winter,Resident,confidential,Ada Byron King,2024-03-09
p5,More benches please so that old people can rest on the way,Shop,public,Corner Shop,2024-04-02
p6,Muddy paths and too few benches along the river side,,public,,2024-03-08
"""

CODINGS = """source,code,coder
p1,paths,ana
p2,paths,ana
p3,dogs,ana
p4,dogs,ana
p5,benches,ana
p6,paths,ana
p6,benches,ana
"""


def consultation(folder: Path, name: str = "ons.coder") -> Project:
    """All 44 responses to the user engagement strategy, read by both coders."""
    project = Project.create(folder / name, embedding="none", title="User engagement strategy")
    project.add(ONS / "responses.csv", Layout(text=("views", "changes"), id="id", privacy="privacy"))
    project.load_codebook(read_yaml(ONS / "codebook.yaml"))
    project.import_codings(ONS / "codings.csv", blind=True)
    return project


def park(folder: Path, answers: str = ANSWERS, codings: str = CODINGS, codebook: str = CODEBOOK) -> Project:
    """Six answers, one anonymous and one confidential, all read."""
    (folder / "answers.csv").write_text(answers, encoding="utf-8")
    (folder / "codings.csv").write_text(codings, encoding="utf-8")
    project = Project.create(folder / "park.coder", embedding="none")
    project.add(folder / "answers.csv", Layout(text=("comment",), id="id", privacy="privacy"))
    project.load_codebook(parse_yaml(codebook))
    project.import_codings(folder / "codings.csv", blind=True)
    return project
