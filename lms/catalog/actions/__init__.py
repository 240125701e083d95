"""What changes the catalogue: publishing packs, taking files out and in, what is known of the city's features."""
