"""Alert rules, cases, clocks, root causes."""
