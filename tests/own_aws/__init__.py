"""YOUR AWS, rehearsed: the guide unpatched, behind a company's proxy that leads AWS's own names to the sandbox."""
