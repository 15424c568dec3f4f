"""Hands on to `awsguide.launch.kernel`, for a JupyterLab that was started before the kernel moved there."""

from awsguide.launch.kernel import main

if __name__ == "__main__":
    main()
