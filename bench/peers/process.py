"""Runs a command and prints what its process took, as JSON. Small, because a process inherits its parent's peak memory."""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
errors = process.stderr.read().decode(errors="replace").strip().splitlines()
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
unit = 1 if sys.platform == "darwin" else 1024
error = None if code == 0 else errors[-1] if errors else f"exit code {code}"
print(json.dumps({"seconds": seconds, "peak": usage.ru_maxrss * unit, "error": error}))
