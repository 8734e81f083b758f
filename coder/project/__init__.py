"""Project: the facade over one .coder file, where storage meets ingest, learner, review and export."""

from coder.project.project import Project

__all__ = ["Project"]
