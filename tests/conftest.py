# SPDX-License-Identifier: Apache-2.0
"""What all tests share: they speak English, whatever the computer they run on speaks."""

import os

os.environ["LANGUAGE"] = "en"
