"""Learning from few decisions: features, closed-form ridge, codebook prior, verdicts, evidence."""
