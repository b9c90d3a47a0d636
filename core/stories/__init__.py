"""Stories: talks that are given from the pages, as text that plays, checks and times itself."""
