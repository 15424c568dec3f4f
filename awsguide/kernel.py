"""Hands on to `awsguide.launch.kernel`, for a JupyterLab that was started before the kernel moved there."""

import runpy

if __name__ == "__main__":
    runpy.run_module("awsguide.launch.kernel", run_name="__main__")
