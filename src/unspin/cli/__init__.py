"""The command line: one function a command, which parses, calls the library, and prints."""
