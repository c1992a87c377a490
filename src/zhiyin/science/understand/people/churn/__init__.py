"""Who may leave: a model trained on the installation's own customers, held against the simple rule it must beat.

A table of what was known at a cut-off (`table`, or `histories` for business without contracts) goes into `training`;
out comes a `model` with its `quality` on customers it was not trained on, or `NotEnough`.
"""
