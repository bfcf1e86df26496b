"""Runs a program and says what it used: FILE PROGRAM ARGUMENT…

A process of its own, since Linux counts the memory of whoever starts a program as that program's peak.
"""

import json
import os
import sys
import time

begun = time.monotonic()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
seconds = time.monotonic() - begun
with open(sys.argv[1], "w") as file:
    json.dump({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "user": used.ru_utime, "system": used.ru_stime,
               "rss": used.ru_maxrss * 1024, "written": used.ru_oublock * 512}, file)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
