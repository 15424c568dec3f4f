"""What starts things: the command line, JupyterLab, Jupyter servers, kernels, terminals, the working copy, doctor."""
