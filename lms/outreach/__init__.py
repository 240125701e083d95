"""Getting the word to every RT: invitations, events, who carries it where, visits, and what residents said."""
