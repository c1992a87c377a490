"""The numbers: each figure beside the raw limit measured in the same run. Run with `python -m bench`."""
