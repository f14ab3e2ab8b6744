"""The scenario benchmark: companies with a known right answer, reviewed and scored. See contract, section 6."""
