#!/usr/bin/env python3
"""Writes the messages of a test file, which `// -----` separates, as an editor sends them: a header with the length each."""
import sys

text = open(sys.argv[1], encoding="utf-8").read()
for message in text.split("// -----\n"):
    body = "\n".join(line for line in message.splitlines() if not line.startswith("//")).strip().encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
