"""Figures per kelurahan, and the pages that show them."""
