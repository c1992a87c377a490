"""What a customer may need next: which product follows which, held against what everybody buys.

`purchases` is what is known, `following` counts who took what after what, `suggesting` ranks products with reasons,
`training` measures on a later window and says whether it beats popularity, `depth` is how much of us customers use.
"""
