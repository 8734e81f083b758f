"""Every number of the methods paragraph, counted again from the project."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import numpy
import scipy

from coder import Project, __version__
from tests.project.reading import read


def test_every_number_is_counted_again(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff", a4="-", a5="")
    read(project, "ben", a1="staff", a2="staff", a3="staff", a5="")
    found = project.methods()
    overall = project.agreement(resamples=1000).all.overall
    answers = project.resolved()
    expected = {
        "answers": str(len(project.sources())),
        "respondents": str(len(project.cases())),
        "question": str(len(project.questions)),
        "codes": str(len(project.codebook.codable())),
        "version": str(project.codebooks.version),
        "coders": str(len({reading.coder for reading in project.readings()})),
        "read": str(len(answers)),
        "blind": str(sum(answer.blind for answer in answers.values())),
        "uncodable": str(sum(answer.uncodable for answer in answers.values())),
        "seed": str(project.config()["seed"]),
        "sample": "5",
        "not blind": "0",
        "double coded": "4",
        "alpha": f"{overall.value:.2f}",
        "interval": "95",
        "low": f"{overall.low:.2f}",
        "high": f"{overall.high:.2f}",
        "level": "95",
        "program": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
    assert re.findall(r"-?\d+(?:\.\d+)*", found.text) == list(expected.values())


def test_without_double_coding_it_says_so(project: Project) -> None:
    read(project, "ana", a1="staff")
    assert "No answer was read blind by two coders" in project.methods().text


def test_a_number_that_tables_hide_is_not_in_the_paragraph_beside_them(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff", a4="-", a5="")
    project.configure("disclosure.branch", "10", coder="ana")
    assert "could not be coded" not in project.methods().text


def test_a_single_wave_is_not_told_of(project: Project) -> None:
    assert "random order (seed 0); counts" in project.methods().text


def test_several_waves_are_told(project: Project, tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    again.write_text("id,comment,shop\nb1,More books,North\n", encoding="utf-8")
    project.add(again)
    assert "random order (seed 0) within each of 2 waves; counts" in project.methods().text
