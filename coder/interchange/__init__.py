"""Records in, files out, and back: tables, REFI-QDA, NVivo, MAXQDA; what was lost is returned."""
