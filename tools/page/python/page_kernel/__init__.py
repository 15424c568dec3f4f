"""The kernel of a page: runs the cells of a notebook in a reader's browser, beside the embedded AWS they talk to.

It stands where ipykernel and IPython stand elsewhere, and does what the cells of this guide's notebooks ask of them: a
cell's last value, display, streams, widgets, top-level await. It refuses what a page has not: input, magic commands.
It is part of the site, and of no wheel.
"""
