"""Zhiyin 知音: a customer experience management platform."""

import os

# Our matrices are small and our work is spread over processes: a second thread of the linear algebra costs three
# quarters of the speed of reading. It must be said before numpy is loaded; whoever wants otherwise says so before us.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
