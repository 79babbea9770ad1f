"""Work that would hold Python's interpreter lock for seconds, done in a process of its own."""
