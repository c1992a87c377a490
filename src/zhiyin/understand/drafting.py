"""A taxonomy with one category put in, changed or taken out: what an edit would make of it."""

from dataclasses import replace

from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy


def with_category(taxonomy: Taxonomy, category: Category) -> Taxonomy:
    """With this category in the place of the one of its code; a new one stands after what its parent holds."""
    kept = list(taxonomy.categories)
    codes = [one.code for one in kept]
    if category.code in codes:
        kept[codes.index(category.code)] = category
        return replace(taxonomy, categories=tuple(kept))
    family = {category.parent, *taxonomy.below(category.parent)} if category.parent else set()
    places = [index for index, code in enumerate(codes) if code in family]
    kept.insert(places[-1] + 1 if places else len(kept), category)
    return replace(taxonomy, categories=tuple(kept))


def without_category(taxonomy: Taxonomy, code: str) -> Taxonomy:
    """Without this category; what lay under it moves to where it lay."""
    gone = taxonomy.category(code)
    above = gone.parent if gone else ""
    return replace(
        taxonomy,
        categories=tuple(
            replace(one, parent=above) if one.parent == code else one
            for one in taxonomy.categories
            if one.code != code
        ),
    )
