"""Judging people at night: what each model of `science.understand.people` makes of this installation's customers."""
