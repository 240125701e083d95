"""What people do with groups: filling seats, handing over, lists from files, RT."""
