"""From a file's bytes to the text that is kept: what a reader of the file sees, as Markdown.

PDF, Word, PowerPoint, HTML and mail are parsed in a process of their own (`child`), which has a deadline and a limit
on memory and is ended when it passes one; `reader` is the side of the application. Nothing that a file refers to is
fetched, no macro is run, nothing embedded is opened.
"""
