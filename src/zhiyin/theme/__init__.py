"""Templates, components, colours: ink on paper."""
