"""A real browser in front of a real JupyterLab: what no test of handlers can show."""
