"""How far coders agree, code by code and overall: from plain records, without any project."""
