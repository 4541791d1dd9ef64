"""The cases of bench/run.py: each module has run(context) -> Findings."""
