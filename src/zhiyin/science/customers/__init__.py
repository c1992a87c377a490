"""Who is who: kinds of keys, statements, persons as joined nodes, profiles from what was told, evidence."""
