"""How much of a file is read. All of these are refused with a sentence that names the limit."""

LARGEST_TEXT = 5_000_000
"""Bytes of a .md, .txt or .html file, and characters of the text of any other: a thousand pages, more is a dump."""

MOST_LINES = 100_000
"""Lines of a text: splitting it into passages takes longest for a file of very many very short ones."""

LARGEST_FILE = 50_000_000
"""Bytes of a PDF, Office file or mail, which carry pictures."""

MOST_PAGES = 2_000
"""Pages of a PDF, slides of a deck."""

MOST_ENTRIES = 5_000
"""Files in the archive that an Office file is."""

LARGEST_UNPACKED = 300_000_000
"""Bytes that all of an archive claims to hold. Of these only the XML is unpacked."""

LARGEST_XML = 24_000_000
"""Bytes of one XML part unpacked; a tree takes about ten times as much memory."""

LARGEST_XML_IN_ALL = 60_000_000

STEEPEST = 200
"""Times that a part may grow when unpacked. Word's own XML grows ten to forty times; bombs a thousand."""

MOST_PARTS = 1_000
"""Parts of a mail."""

DEADLINE = 9.0
"""Seconds for one file, starting the process included, so that every file is done within ten."""

MEMORY = 384 * 2**20
"""Bytes of address space that reading one file may take beyond what the interpreter and the parser need before it,
which is under 100 MB in memory: under 512 MB together."""
