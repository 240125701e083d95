"""The forms of volunteers and of those who answer them."""
