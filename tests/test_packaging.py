"""What the wheel holds, and what `coder --help` loads."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("spacy", "sklearn", "pandas", "onnxruntime", "numpy", "pyarrow", "rich")


def test_setup_cfg_lists_every_package() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    mapped = {
        f"coder._{root}" + (f".{name}" if name else "")
        for root in ("models", "corpora")
        for name in ("", *find_packages(str(ROOT / root)))
    }
    assert listed == {"coder", *(f"coder.{name}" for name in find_packages(str(ROOT / "coder")))} | mapped


@pytest.mark.parametrize("module", HEAVY)
def test_help_leaves_heavy_modules_alone(module: str) -> None:
    program = (
        "import sys\nfrom coder.cli.main import _run\nstatus = _run(['--help'], False)\n"
        f"sys.exit(status or ({module!r} in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_public_names_are_complete() -> None:
    import coder

    assert sorted(coder.__all__) == sorted(name for name in dir(coder) if name in coder.__all__)
    assert "Project" in coder.__all__
