"""Sinau KIM: training, volunteers and capability per kelurahan for community information groups."""
