"""The part of the library that the guide uses."""
