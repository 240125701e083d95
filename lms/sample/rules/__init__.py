"""The plan of the sample city: who lives in it and what happened. Drawn by chance that always falls the same way."""
