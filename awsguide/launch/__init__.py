"""What starts things: the command line, JupyterLab, kernels, terminals, the working copy, doctor."""
