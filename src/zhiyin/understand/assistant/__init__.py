"""An optional language model that helps people read and write. It has no tools: it is shown masked texts, and what it
says is checked, cleaned and shown as text, nothing else."""
