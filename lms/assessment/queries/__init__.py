"""Reading attempts, what was gained between two checks, and how single questions fare."""
