"""What the wheel holds."""

from __future__ import annotations

import configparser
from pathlib import Path

from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[1]


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


def test_public_names_are_complete() -> None:
    import coder

    assert sorted(coder.__all__) == sorted(name for name in dir(coder) if name in coder.__all__)
    assert "Project" in coder.__all__
