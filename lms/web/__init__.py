"""What every page shares: layouts, components, forms, errors, language, safety headers."""
