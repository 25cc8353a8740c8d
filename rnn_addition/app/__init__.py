"""The program that people run: command line, messages, files, studies on many cores."""
