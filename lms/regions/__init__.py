"""Places: city, kecamatan, kelurahan and RT, from data and not from code."""
