"""The pages that read everything: front, home, kelurahan, dashboard, public achievements."""
