"""The figures per kelurahan: page, CSV, report and public page are renderings of these same rows."""
