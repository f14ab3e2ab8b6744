"""Claims held against the texts they are said to rest on. Pure: no network, no database, no clock."""
